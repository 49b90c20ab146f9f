import JSON
import LicenseVerifier

@testable import LicenseService

/// Requests of one operation in which everything is one organization's, but for one thing.
struct TenantRequests {
    /// A request as it is sent.
    struct Sent: Sendable {
        let path: String
        let body: JSON?
        /// Where another's thing stands, and how; empty where none does.
        var place = ""
        var value = ""
    }

    let operation: LicenseService.Operation
    let own: TestTenant

    /// Members that a body needs although its schema does not say so.
    private static let additions: [String: Set<String>] = [
        "createCustomer": ["name"], "polarCreateCustomer": ["email"],
        "polarCreateSession": ["customer_id"], "createGrant": ["customer_id"],
        "createLicenseKey": ["customer_id"],
    ]
    /// Where an id that nothing has yet becomes that of something new: only ids of what is named there
    /// are another's.
    private static let adopted: [String: TestTenant.Thing] = [
        "createBenefit.id": .benefit, "createGrant.customer_id": .customer,
        "createLicenseKey.customer_id": .customer,
    ]
    /// Where whoever has a key may ask about it, whose ever it is: no organization is asked for.
    private static let forHolders: Set<String> = [
        "dodoActivateLicense", "dodoValidateLicense", "dodoDeactivateLicense",
        "exchangeLicenseKey",
    ]
    /// Where a key is brought that nothing has yet.
    private static let forNewKeys: Set<String> = ["dodoImportLicenseKey", "dodoFulfillGrant"]

    /// What the organization itself may do.
    var base: Sent { Sent(path: path(), body: body()) }

    /// Each with one thing of another organization in one place, in each form that it has.
    func all(naming other: TestTenant) -> [Sent] {
        inPath(other) + inQuery(other) + inBody(other)
    }

    // MARK: - Paths

    private var parts: [String] {
        operation.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    private func path(_ place: Int? = nil, is value: String = "") -> String {
        let parts = parts
        return parts.indices.map { index in
            guard parts[index].hasPrefix("{") else { return parts[index] }
            return PercentEncoding.encoded(
                index == place ? value : ownPart(after: parts[index - 1]))
        }.joined(separator: "/")
    }

    private func ownPart(after word: String) -> String {
        switch word {
        case "external": own.external
        case "status-lists": "0"
        default: ownID(word)
        }
    }

    private func inPath(_ other: TestTenant) -> [Sent] {
        let parts = parts
        return parts.indices.filter { parts[$0].hasPrefix("{") }.flatMap { index in
            (other.allIDs + [other.external]).map { value in
                Sent(
                    path: path(index, is: value), body: body(),
                    place: "in the path: \(parts[index])",
                    value: value)
            }
        }
    }

    // MARK: - Queries

    private func inQuery(_ other: TestTenant) -> [Sent] {
        operation.query.flatMap { parameter in
            values(parameter.name, SchemaSample.shape(of: parameter.schema), of: other).map {
                value -> Sent in
                let name = PercentEncoding.encoded(parameter.name)
                return Sent(
                    path: "\(path())?\(name)=\(PercentEncoding.encoded(value))", body: body(),
                    place: "in the query: \(parameter.name)", value: value)
            }
        }
    }

    // MARK: - Bodies

    private var schema: JSON? {
        guard case .json(let schema)? = operation.request else { return nil }
        return schema.definition
    }

    private func body(_ place: [String] = [], is value: String = "") -> JSON? {
        guard let schema else { return nil }
        var sample = SchemaSample(text: { name in ownText(name) })
        sample.additions = Self.additions[operation.id] ?? []
        // A customer is named in one way at a time.
        if Self.isExternal(place.first ?? "") { sample.additions.remove("customer_id") }
        return sample.value(
            of: schema, at: place.isEmpty ? nil : place[...], is: .string(value))
    }

    private func inBody(_ other: TestTenant) -> [Sent] {
        guard let schema else { return [] }
        return SchemaSample.places(in: schema).flatMap { place in
            let shape = SchemaSample.shape(at: place[...], in: schema)
            return values(place.last { $0 != "0" } ?? "", shape, of: other).map { value in
                Sent(
                    path: path(), body: body(place, is: value),
                    place: "in the body: \(place.joined(separator: "."))", value: value)
            }
        }
    }

    // MARK: - Values

    private static func isExternal(_ name: String) -> Bool { name.hasPrefix("external") }

    /// Whether a member has a thing's id, or goes on after one.
    private static func namesThing(_ name: String, _ shape: JSONObject) -> Bool {
        shape["format"] == "uuid" || name == "id" || name.hasSuffix("_id") || name == "subject"
            || name == "cursor" || name == "iterator"
    }

    /// What of another's may stand at a place; nothing where no text does.
    private func values(
        _ name: String, _ shape: JSONObject, of other: TestTenant
    ) -> [String] {
        if let thing = Self.adopted["\(operation.id).\(name)"] { return other.forms(of: thing) }
        guard shape["type"] == "string", shape["enum"] == nil, shape["format"] != "date-time" else {
            return []
        }
        if Self.isExternal(name) { return [other.external, other.email] }
        if Self.namesThing(name, shape) { return other.allIDs }
        if name.contains("key") || name == "q" || name == "query" {
            return Self.forHolders.contains(operation.id) ? [] : other.keys
        }
        return [other.external, other.email]
    }

    /// What of the organization's own stands at a member.
    private func ownText(_ name: String) -> String {
        let new = "n-\(LicenseID.random())"
        switch name {
        case "prefix": return "ACME"
        case "email": return "\(new)@example.com"
        case "url": return "https://hooks.example.com/a"
        case "key" where operation.id == "importLicenseKeys": return own.unrecorded
        case "key" where Self.forNewKeys.contains(operation.id): return new
        case "license_key" where operation.id == "exchangeLicenseKey": return own.short
        case "key", "license_key": return own.key
        case _ where Self.isExternal(name): return own.external
        case _ where Self.namesThing(name, JSONObject()): return ownID(name)
        default: return new
        }
    }

    /// The words of paths and members by which things are known; those come first that have others in
    /// them.
    private static let words: [(word: String, thing: TestTenant.Thing)] = [
        ("activation", .seat), ("instance", .seat), ("license", .license),
        ("customer", .customer), ("grant", .grant), ("benefit", .benefit), ("product", .benefit),
        ("entitlement", .benefit), ("organization", .organization), ("brand", .organization),
        ("webhook", .endpoint), ("deliver", .delivery), ("token", .token),
    ]

    private func ownID(_ word: String) -> String {
        var thing = Self.words.first { word.contains($0.word) }?.thing ?? .benefit
        if thing == .seat, operation.id == "voidActivationUsage" { thing = .device }
        guard operation.surface.name == "dodo" else { return own.id(thing) }
        return word == "entitlements" ? own.id(thing, prefixed: "ent") : own.dodoID(thing)
    }
}
