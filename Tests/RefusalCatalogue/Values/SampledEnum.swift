import CommandSupport
import LicenseService
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// An enum with an example of each of its cases.
struct SampledEnum {
    /// Its name in the source.
    let name: String
    let chapter: Chapter
    /// The names of the cases with a payload among the examples.
    private let payloadCases: Set<String>
    /// How many cases without a payload are among the examples.
    private let plainCaseCount: Int

    private init(_ name: String, _ chapter: Chapter, of values: [Any], plain: Int) {
        self.name = name
        self.chapter = chapter
        payloadCases = Set(values.compactMap { Mirror(reflecting: $0).children.first?.label })
        plainCaseCount = plain
    }

    /// A finding that a decision lists; programs that judge end with `exit`.
    init<Value: Explained & Equatable>(
        _ title: String, _ introduction: String, ending exit: ExitStatus, _ values: [Value]
    ) {
        let refusals = values.map { value in
            Refusal(
                code: value.code, exit: exit.rawValue, sentence: value.description,
                nextStep: value.nextStep)
        }
        self.init(
            "\(Value.self)", Chapter(title, introduction, refusals), of: values,
            plain: Self.plainCount(values))
    }

    /// An error that a program can end with, and that the service may answer with.
    init<Value: CommandError & Equatable>(
        _ title: String, _ introduction: String, _ values: [Value]
    ) {
        let refusals = values.compactMap { value -> Refusal? in
            guard let failure = CommandFailure(value) else { return nil }
            let problem = Problem(value)
            return Refusal(
                code: failure.code, exit: failure.status.rawValue,
                http: problem.code == failure.code ? problem.statusCode : nil,
                sentence: failure.descriptions.joined(separator: "; "), nextStep: failure.nextStep)
        }
        self.init(
            "\(Value.self)", Chapter(title, introduction, refusals), of: values,
            plain: Self.plainCount(values))
    }

    /// A finding whose exit statuses a program gives, which cannot be linked and so is read.
    init<Value: Explained & Equatable>(
        _ title: String, _ introduction: String, statusesFrom sources: SourceTree,
        _ values: [(name: String, value: Value)]
    ) {
        let declared = sources.declaredEnum("\(Value.self)")
        let refusals = values.map { name, value in
            Refusal(
                code: value.code,
                exit: declared.value(of: "exitStatus", for: name).flatMap(ExitStatus.init(named:))?
                    .rawValue, sentence: value.description, nextStep: value.nextStep)
        }
        self.init(
            "\(Value.self)", Chapter(title, introduction, refusals), of: values.map(\.value),
            plain: Self.plainCount(values.map(\.value)))
    }

    /// Clauses that complete the sentences of others.
    init<Value: CustomStringConvertible & Equatable>(clauses values: [Value]) {
        self.init(
            "\(Value.self)",
            Chapter("\(Value.self)", "", values.map { Refusal(sentence: $0.description) }),
            of: values, plain: Self.plainCount(values))
    }

    private static func plainCount<Value: Equatable>(_ values: [Value]) -> Int {
        var plain: [Value] = []
        for value in values
        where Mirror(reflecting: value).children.isEmpty && !plain.contains(value) {
            plain.append(value)
        }
        return plain.count
    }

    /// What is missing, in a sentence; nil where each declared case has an example.
    func gap(in sources: SourceTree) -> String? {
        let declared = sources.declaredEnum(name).cases.map(\.name)
        let missing = declared.count - payloadCases.intersection(declared).count - plainCaseCount
        return declared.isEmpty || missing != 0
            ? "\(name) has \(declared.count) cases, and \(missing) have no example" : nil
    }
}

extension ExitStatus {
    /// The status that the source calls by this name, with the dot before it.
    init?(named text: SwiftText) {
        guard let status = Self.allCases.first(where: { ".\($0)" == text.trimmed.text }) else {
            return nil
        }
        self = status
    }
}
