import HTTPTypes
import JSON

@testable import LicenseService

/// Something that is somebody else's, and something of the same form that nobody has.
struct TwinNames: Sendable {
    let kind: String
    let there: String
    let absent: String
}

/// One request, once about something that is there and once about something that is not.
struct TwinRequest: Sendable {
    let name: String
    let method: HTTPRequest.Method
    let names: TwinNames
    let path: @Sendable (String) -> String
    var headers: @Sendable (String) -> HTTPFields = { _ in [:] }
    var body: @Sendable (String) -> String? = { _ in nil }
}

/// One form of a page, with one or the other in a field.
struct TwinForm: Sendable {
    let path: String
    let field: String
    let names: TwinNames
}

/// What a stranger may ask, made out of the table of operations: a route that is added adds its
/// questions.
struct StrangersQuestions: Sendable {
    let operations: [LicenseService.Operation]
    /// Ids of others, in the form of most paths.
    let ids: [TwinNames]
    /// The same ids as shops write them.
    let prefixedIDs: [TwinNames]
    /// Keys that are nearly those of others, or look signed.
    let keys: [TwinNames]
    /// Keys of another organization, which count where an organization is named.
    let foreignKeys: [TwinNames]
    /// A good key of the stranger's own, and whose it is.
    let ownKey: String
    let organization: String

    /// What everybody gets who knows where it is, and what is asked elsewhere.
    static let exceptions = [
        "/v1/organizations/{organization}/status-lists/{shard}":
            "lists are published, each organization's for its devices",
        "/v1/organizations/{organization}/trust": "bundles are published too",
        "/assets/brand/{id}/{name}": "the colors of an organization are on its pages",
        "/assets/logo/{id}/{name}": "its logo is on its pages",
        "/v1/sync": "messages are signed: those are asked where time is measured",
    ]

    private var asked: [LicenseService.Operation] {
        operations.filter { Self.exceptions[$0.path] == nil }
    }

    /// Operations that are open to everybody, take something, and of which nothing is asked here.
    var unasked: [String] {
        let requests = inBodies.map(\.name)
        let open = asked.filter { $0.scope == nil && $0.surface.isDocumented && $0.method != .get }
        return open.map { Self.name($0) }.filter { name in
            // Of a shop's messages the signature is checked first.
            !name.contains("{") && !name.contains(" /hooks/")
                && !requests.contains { $0.hasPrefix(name) }
        }
    }

    private static func name(_ operation: LicenseService.Operation) -> String {
        "\(operation.method) \(operation.path) "
    }

    // MARK: - Paths and queries

    /// Ids in paths, and in queries that name things.
    ///
    /// - Parameter isOpen: whether only what needs no token is asked.
    func inPaths(
        _ stranger: String, _ headers: HTTPFields = [:], isOpen: Bool = false
    ) -> [TwinRequest] {
        asked.filter { $0.scope == nil || !isOpen }.flatMap { operation -> [TwinRequest] in
            let queries = operation.query.map(\.name).filter { $0.hasSuffix("_id") }
            let isOfOne = operation.path.contains("{")
            return (isOpen ? ids + prefixedIDs : ids).flatMap { pair -> [TwinRequest] in
                let places = (isOfOne ? [""] : []) + queries.map { "?\($0)=" }
                return places.map { place in
                    TwinRequest(
                        name: "\(Self.name(operation))\(place) as \(stranger), \(pair.kind)",
                        method: operation.method, names: pair,
                        path: { id in
                            Self.path(of: operation, id) + (place.isEmpty ? "" : place + id)
                        }, headers: { _ in headers }, body: { _ in body(of: operation, [:]) })
                }
            }
        }
    }

    /// Tokens of others, with a secret that is not theirs; not where a good key is all that counts.
    func inTokens(_ tokens: [TwinNames]) -> [TwinRequest] {
        asked.filter { $0.scope != nil || $0.request == nil }.flatMap { operation in
            tokens.map { pair in
                TwinRequest(
                    name: "\(Self.name(operation))with \(pair.kind)", method: operation.method,
                    names: pair, path: { _ in Self.path(of: operation, ids[0].absent) },
                    headers: { [.authorization: "Bearer \($0)"] },
                    body: { _ in body(of: operation, [:]) })
            }
        }
    }

    private static func path(of operation: LicenseService.Operation, _ id: String) -> String {
        var path = operation.path
        while let open = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}") {
            path.replaceSubrange(open...close, with: id)
        }
        return path
    }

    // MARK: - Bodies

    /// Keys and ids in the bodies of what is open to everybody.
    var inBodies: [TwinRequest] {
        asked.filter { $0.scope == nil }.flatMap { operation -> [TwinRequest] in
            let names = members(of: operation).map(\.name)
            return names.flatMap { name -> [TwinRequest] in
                pairs(for: name, isOfOne: names.contains("organization_id")).map { pair in
                    TwinRequest(
                        name: "\(Self.name(operation))\(name), \(pair.kind)",
                        method: operation.method, names: pair,
                        path: { _ in Self.path(of: operation, ids[0].absent) },
                        body: { body(of: operation, [name: $0]) })
                }
            }
        }
    }

    private func pairs(for name: String, isOfOne: Bool) -> [TwinNames] {
        if name == "key" || name == "license_key" { return keys + (isOfOne ? foreignKeys : []) }
        return name.hasSuffix("_id") ? ids + prefixedIDs : []
    }

    private func members(of operation: LicenseService.Operation) -> [JSONObject.Member] {
        guard case .json(let schema) = operation.request else { return [] }
        return schema.definition.object?["properties"]?.object?.members ?? []
    }

    /// A good body but for what is given: with the stranger's own key where there is to be one.
    private func body(
        of operation: LicenseService.Operation, _ given: [String: String]
    ) -> String? {
        guard case .json(let schema) = operation.request else { return nil }
        let required =
            schema.definition.object?["required"]?.array?.compactMap(\.string) ?? []
        let own = ["key": ownKey, "license_key": ownKey, "organization_id": organization]
        let filled = members(of: operation).compactMap { member -> JSONObject.Member? in
            if let text = given[member.name] ?? own[member.name] {
                return JSONObject.Member(member.name, .string(text))
            }
            guard required.contains(member.name) else { return nil }
            return JSONObject.Member(member.name, Self.sample(member.value))
        }
        return String(decoding: JSON.object(JSONObject(filled)).encoded, as: UTF8.self)
    }

    private static func sample(_ schema: JSON) -> JSON {
        if let choice = schema.object?["enum"]?.array?.first { return choice }
        switch schema.object?["type"]?.string {
        case "integer", "number": return 1
        case "boolean": return true
        case "object": return .object(JSONObject())
        case "array": return []
        default: return "a"
        }
    }

    // MARK: - Forms

    /// Forms of pages that nobody has to be signed in for, with each of the fields in turn.
    func inForms(_ fields: [String: [TwinNames]]) -> [TwinForm] {
        let forms = asked.filter {
            $0.method == .post && !$0.surface.isDocumented && $0.scope == nil
        }
        return forms.filter { !$0.path.contains("{") }.flatMap { operation -> [TwinForm] in
            let path = "\(operation.path)?organization=\(organization)"
            return fields.flatMap { name, pairs in
                pairs.map { TwinForm(path: path, field: name, names: $0) }
            }
        }
    }
}
