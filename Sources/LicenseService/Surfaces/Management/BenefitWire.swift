import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A benefit in JSON; members that a request leaves out are those of a perpetual license that works
/// on any machine.
struct BenefitWire: JSONContent, Decodable {
    var id: IDWire<Named.Benefit>?
    var organizationID: IDWire<Named.Organization>?
    var name: String
    var prefix: String
    var lifetime: String?
    var updates: String?
    var activationLimit: UInt64?
    var usageLimit: UInt64?
    var conditions: [String: ConditionWire]?
    var entitlements: [String]?
    var offlineSeconds: Int64?
    var graceSeconds: Int64?
    var maxMajorVersion: UInt64?
    var enforcement: String?
    var activationInstructions: String?
    var keyForm: String?

    enum CodingKeys: String, CodingKey {
        case id, name, prefix, lifetime, updates, conditions, entitlements, enforcement
        case organizationID = "organization_id"
        case activationLimit = "activation_limit"
        case usageLimit = "usage_limit"
        case offlineSeconds = "offline_seconds"
        case graceSeconds = "grace_seconds"
        case maxMajorVersion = "max_major_version"
        case activationInstructions = "activation_instructions"
        case keyForm = "key_form"
    }

    static let schema = Schema(
        "Benefit",
        .shape(
            [
                "id": .uuid, "organization_id": .uuid, "name": .text, "prefix": .text,
                "lifetime": .text, "updates": .text,
                "activation_limit": .optional(.wholeNumber), "usage_limit": .optional(.wholeNumber),
                "conditions": ["type": "object"], "entitlements": .array(of: .text),
                "offline_seconds": .optional(.wholeNumber),
                "grace_seconds": .optional(.wholeNumber),
                "max_major_version": .optional(.wholeNumber),
                "enforcement": .oneOf(["deny", "advise"]), "activation_instructions": .text,
                "key_form": .oneOf(KeyForm.names.keys.sorted()),
            ], required: ["name", "prefix"]))
}

extension BenefitWire {
    init(_ benefit: Benefit, of organization: OrganizationID, keys form: KeyForm) {
        let terms = benefit.terms
        id = IDWire(benefit.id)
        organizationID = IDWire(organization)
        name = "\(benefit.name)"
        prefix = "\(terms.prefix)"
        lifetime = "\(terms.lifetime)"
        updates = "\(terms.updates)"
        activationLimit = terms.activationLimit.wire
        usageLimit = terms.usageLimit
        conditions = Dictionary(
            terms.conditions.map { ("\($0.key)", ConditionWire(value: $0.value)) }
        ) { _, last in last }
        entitlements = terms.entitlements.map { "\($0)" }
        offlineSeconds = terms.offline?.components.seconds
        graceSeconds = terms.grace?.components.seconds
        maxMajorVersion = terms.maxMajorVersion
        enforcement = terms.enforcement == .advise ? "advise" : "deny"
        activationInstructions = benefit.activationInstructions
        keyForm = KeyForm.names.first { $0.value == form }?.key
    }

    /// In which form its keys are handed out.
    func form() throws(Problem) -> KeyForm {
        guard let keyForm else { return .signed }
        guard let form = KeyForm.names[keyForm] else {
            throw .invalid("key_form", "must be signed or short")
        }
        return form
    }

    /// The benefit that is meant; throws all that is wrong with it.
    func benefit(_ id: BenefitID) throws(Problem) -> Benefit {
        var faults: [FieldFault] = []
        func read<Value>(_ field: String, _ value: Value?, _ detail: String) -> Value? {
            if value == nil { faults.append(FieldFault(field: field, detail: detail)) }
            return value
        }
        let name = read(
            "name", BenefitName(name), "must be [a-z0-9][a-z0-9._-]*, up to 64 characters")
        let prefix = read(
            "prefix", LicensePrefix(prefix), "must be 1 to 16 characters of A-Z and 0-9")
        let lifetime = read(
            "lifetime", Lifetime(lifetime ?? "perpetual"), "must be like 1y, 6mo, 30d or perpetual")
        let updates = read(
            "updates", Lifetime(updates ?? "perpetual"), "must be like 1y, 6mo, 30d or perpetual")
        let conditions = read(
            "conditions", Self.conditions(self.conditions ?? [:]),
            "has an invalid name or value, or too many of them")
        let entitlements = read(
            "entitlements", Self.entitlements(self.entitlements ?? []),
            "has an invalid name, one twice, or too many of them")
        let limits = read(
            "activation_limit", ActivationLimit(wire: activationLimit), "is too large")
        if let usageLimit, !(1...UInt64(Limits.maxCount)).contains(usageLimit) {
            faults.append(FieldFault(field: "usage_limit", detail: "must be 1 or more"))
        }
        for (field, span) in [
            ("offline_seconds", offlineSeconds), ("grace_seconds", graceSeconds),
        ] where !(0...Limits.maxSpanSeconds).contains(span ?? 0) {
            faults.append(FieldFault(field: field, detail: "is not a valid number of seconds"))
        }
        if !["deny", "advise", nil].contains(enforcement) {
            faults.append(FieldFault(field: "enforcement", detail: "must be deny or advise"))
        }
        guard faults.isEmpty, let name, let prefix, let lifetime, let updates, let conditions,
            let entitlements, let limits
        else { throw .invalid(faults) }
        var terms = LicenseTerms(prefix: prefix)
        terms.lifetime = lifetime
        terms.updates = updates
        terms.activationLimit = limits
        terms.usageLimit = usageLimit
        terms.conditions = conditions
        terms.entitlements = entitlements
        terms.offline = offlineSeconds.map { .seconds($0) }
        terms.grace = graceSeconds.map { .seconds($0) }
        terms.maxMajorVersion = maxMajorVersion
        terms.enforcement = enforcement == "advise" ? .advise : .deny
        return Benefit(
            id: id, name: name, terms: terms,
            activationInstructions: activationInstructions ?? "")
    }

    private static func conditions(_ wire: [String: ConditionWire]) -> [Condition]? {
        let all = wire.compactMap { name, value in
            ConditionKey(name).flatMap { Condition($0, value.value) }
        }
        guard all.count == wire.count, all.count <= Limits.maxConditions else { return nil }
        return all.sorted { $0.key < $1.key }
    }

    private static func entitlements(_ wire: [String]) -> [Entitlement]? {
        let all = Set(wire.compactMap { Entitlement($0) })
        return all.count == wire.count && all.count <= Limits.maxEntitlements
            ? all.sorted() : nil
    }
}

extension KeyForm {
    fileprivate static let names: [String: KeyForm] = ["signed": .signed, "short": .short]
}

extension ActivationLimit {
    /// Null: not used; 0: no limit; else the number of seats.
    init?(wire: UInt64?) {
        switch wire {
        case nil: self = .notUsed
        case 0?: self = .unlimited
        case let seats? where seats <= UInt64(Limits.maxCount): self = .seats(seats)
        default: return nil
        }
    }

    var wire: UInt64? {
        switch self {
        case .notUsed: nil
        case .unlimited: 0
        case .seats(let seats): seats
        }
    }
}

/// The value of a condition in JSON.
struct ConditionWire: Codable, Sendable {
    let value: ConditionValue

    init(value: ConditionValue) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Each is tried in turn; any other value is reported to have the wrong type.
        if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Int64.self) {
            value = .integer(number)
        } else {
            value = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .bool(let flag): try container.encode(flag)
        case .integer(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}
