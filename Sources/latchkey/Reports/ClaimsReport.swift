import LicenseVerifier
import Terminal

/// The claims of a license, for people and programs.
struct ClaimsReport: Encodable {
    let license: String
    let organization: String
    let benefit: String
    let customer: String?
    let prefix: String
    let issuedAt: String
    let notBefore: String?
    let expiresAt: String?
    /// `not_used`, `unlimited` or the number of seats.
    let activationLimit: ActivationLimitReport
    let usageLimit: UInt64?
    let conditions: [String: ConditionValueReport]
    let entitlements: [String]
    let offlineSeconds: Int64?
    let graceSeconds: Int64?
    let updatesUntil: String?
    let maxMajorVersion: UInt64?
    let enforcement: String
    let statusIndex: UInt32?

    init(_ claims: LicenseClaims) {
        license = claims.license.description
        organization = claims.organization.description
        benefit = claims.benefit.description
        customer = claims.customer?.description
        prefix = claims.prefix.description
        issuedAt = claims.issuedAt.description
        notBefore = claims.notBefore?.description
        expiresAt = claims.expiresAt?.description
        activationLimit = ActivationLimitReport(claims.activationLimit)
        usageLimit = claims.usageLimit
        conditions = Dictionary(
            uniqueKeysWithValues: claims.conditions.map {
                ($0.key.description, ConditionValueReport($0.value))
            })
        entitlements = claims.entitlements.map(\.description)
        offlineSeconds = claims.offline?.components.seconds
        graceSeconds = claims.grace?.components.seconds
        updatesUntil = claims.updatesUntil?.description
        maxMajorVersion = claims.maxMajorVersion
        enforcement = claims.enforcement == .advise ? "advise" : "deny"
        statusIndex = claims.statusIndex?.value
    }

    /// The claims as names and values; what a license does not say is left out.
    func fields(benefitName: String? = nil) -> Fields {
        var fields = Fields()
        fields.add("license", license)
        fields.add("organization", organization)
        fields.add("benefit", benefitName.map { "\($0) (\(benefit))" } ?? benefit)
        fields.add("customer", customer)
        fields.add("issued", issuedAt)
        fields.add("not before", notBefore)
        fields.add("expires", expiresAt ?? "never")
        fields.add("grace", graceSeconds.map { Duration.seconds($0).text })
        fields.add("seats", activationLimit.words)
        fields.add("usage", usageLimit.map { "\($0) units" } ?? "not metered")
        fields.add("conditions", conditions.isEmpty ? nil : conditionWords)
        fields.add(
            "entitlements", entitlements.isEmpty ? nil : entitlements.joined(separator: ", "))
        fields.add("updates", updatesUntil.map { "builds until \($0)" })
        fields.add("versions", maxMajorVersion.map { "up to \($0)" })
        fields.add(
            "status", statusIndex.map { "index \($0)" } ?? "none, so it cannot be revoked")
        fields.add(
            "offline", offlineSeconds.map { "status may be \(Duration.seconds($0).text) old" })
        fields.add("enforcement", enforcement == "advise" ? "advise: nothing is denied" : nil)
        return fields
    }

    /// What is licensed, for a screen that says everything else in its own words.
    func scopeFields() -> Fields {
        var fields = Fields()
        fields.add("license", license)
        fields.add("prefix", prefix)
        fields.add("benefit", benefit)
        fields.add(
            "entitlements", entitlements.isEmpty ? nil : entitlements.joined(separator: ", "))
        fields.add("conditions", conditions.isEmpty ? nil : conditionWords)
        fields.add("updates", updatesUntil.map { "builds until \($0)" })
        fields.add("versions", maxMajorVersion.map { "up to \($0)" })
        return fields
    }

    private var conditionWords: String {
        conditions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.words)" }
            .joined(separator: ", ")
    }
}

/// A limit that is a word or a number.
enum ActivationLimitReport: Encodable {
    case word(String)
    case seats(UInt64)

    init(_ limit: ActivationLimit) {
        switch limit {
        case .notUsed: self = .word("not_used")
        case .unlimited: self = .word("unlimited")
        case .seats(let seats): self = .seats(seats)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .word(let word): try container.encode(word)
        case .seats(let seats): try container.encode(seats)
        }
    }

    var words: String {
        switch self {
        case .word("unlimited"): "unlimited, each machine is activated"
        case .word: "none, good on any machine"
        case .seats(let seats): "\(seats)"
        }
    }
}

/// A condition's value in JSON's own types.
enum ConditionValueReport: Encodable {
    case bool(Bool)
    case integer(Int64)
    case text(String)

    init(_ value: ConditionValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .text(let value): self = .text(value)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }

    var words: String {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .text(let value): "\"\(value)\""
        }
    }
}
