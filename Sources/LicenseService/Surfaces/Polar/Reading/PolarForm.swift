import Foundation
import HTTPTypes
import Hummingbird
import JSON
import LicenseVerifier

/// Reads the members of a request, and gathers all that is wrong with them.
struct PolarForm {
    typealias Step = PolarProblem.Step
    /// Reads a value at a location, or says what is wrong with it.
    typealias Reader<Value> = (JSON, [Step], inout [PolarProblem]) -> Value?

    private(set) var problems: [PolarProblem] = []
    private let members: JSONObject
    private var location: [Step]
    /// Whether there is an object whose members can be missed.
    private let isObject: Bool

    /// A request without a body.
    init() {
        members = JSONObject()
        location = [.name("body")]
        isObject = false
    }

    /// The body of a request.
    init(_ body: PolarBody) {
        location = [.name("body")]
        switch body {
        case .json(.object(let object)):
            members = object
            isObject = true
        case .nothing, .json(.null):
            members = JSONObject()
            isObject = false
            problems = [PolarProblem(.missing, location, "Field required")]
        case .json(let other):
            members = JSONObject()
            isObject = false
            problems = [
                PolarProblem(
                    .objectExpected, location,
                    "Input should be a valid dictionary or object to extract fields from",
                    input: other)
            ]
        }
    }

    /// An object within another.
    init(_ object: JSONObject, at location: [Step]) {
        members = object
        self.location = location
        isObject = true
    }

    /// Throws all that is wrong; what was read is whole where nothing is.
    func check() throws(PolarRefusal) {
        guard problems.isEmpty else { throw .malformed(problems) }
    }

    mutating func add(_ problem: PolarProblem) {
        problems.append(problem)
    }

    /// Says of everything from here on that it is of one of several shapes.
    mutating func enter(_ shape: String) {
        location.append(.name(shape))
    }

    // MARK: - Members

    /// A member that must be there; nil adds a problem.
    mutating func required<Value>(_ name: String, _ read: Reader<Value>) -> Value? {
        guard let value = members[name] else {
            if isObject {
                problems.append(
                    PolarProblem(
                        .missing, location + [.name(name)], "Field required",
                        input: .object(members)))
            }
            return nil
        }
        return read(value, location + [.name(name)], &problems)
    }

    /// A member that may be left out or null, which mean the same.
    mutating func optional<Value>(_ name: String, _ read: Reader<Value>) -> Value? {
        guard let value = members[name], !value.isNull else { return nil }
        return read(value, location + [.name(name)], &problems)
    }

    /// A member that may be left out, but not null.
    mutating func unlessAbsent<Value>(_ name: String, _ read: Reader<Value>) -> Value? {
        guard let value = members[name] else { return nil }
        return read(value, location + [.name(name)], &problems)
    }

    /// A member that changes something: left out, null, or a value.
    mutating func change<Value>(_ name: String, _ read: Reader<Value>) -> FieldChange<Value> {
        guard let value = members[name] else { return .keep }
        guard !value.isNull else { return .set(nil) }
        return read(value, location + [.name(name)], &problems).map { .set($0) } ?? .keep
    }

    /// Whether there is a member, whatever its value.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// What an object within says, read by a body that has all of it or nothing.
    mutating func inside<Value>(
        _ object: JSONObject, at name: String, _ read: (inout PolarForm) -> Value?
    ) -> Value? {
        var form = PolarForm(object, at: location + [.name(name)])
        let value = read(&form)
        problems += form.problems
        return form.problems.isEmpty ? value : nil
    }

    // MARK: - Path and query

    /// A part of the path that is an id.
    mutating func path<Kind>(
        _ name: String, called wireName: String? = nil, of context: ServiceContext,
        as type: Identifier<Kind>.Type
    ) -> Identifier<Kind>? {
        PolarValue.id(
            .string(context.pathPart(name) ?? ""), [.name("path"), .name(wireName ?? name)],
            &problems)
    }

    /// A member of the query; the last one, where it comes several times.
    mutating func query<Value>(
        _ name: String, of request: Request, _ read: Reader<Value>
    ) -> Value? {
        guard let text = request.uri.queryParameters[values: Substring(name)].last else {
            return nil
        }
        return read(.string(String(text)), [.name("query"), .name(name)], &problems)
    }

    /// All members of a name.
    mutating func queries<Value>(
        _ name: String, of request: Request, _ read: Reader<Value>
    ) -> [Value] {
        let texts = request.uri.queryParameters[values: Substring(name)]
        return texts.enumerated().compactMap { index, text in
            let location: [Step] = [.name("query"), .name(name)]
            return read(
                .string(String(text)), texts.count == 1 ? location : location + [.index(index)],
                &problems)
        }
    }
}

extension ServiceContext {
    /// A part of the path that varies, with its escapes resolved; nil where there is none, and where
    /// the escapes are invalid.
    func pathPart(_ name: String) -> String? {
        coreContext.parameters.get(name)?.removingPercentEncoding
    }
}
