import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A license key in JSON.
struct LicenseKeyWire: Encodable {
    let id: String
    let organizationID: String
    let benefitID: String
    let customerID: String?
    let customerName: String?
    let key: String
    let shortKey: String?
    let displayKey: String
    let state: String
    let stateReason: String
    let stateChangedAt: TimeWire
    let issuedAt: TimeWire
    let notBefore: TimeWire?
    let expiresAt: TimeWire?
    let activationLimit: UInt64?
    let usageLimit: UInt64?
    let statusIndex: UInt32?

    enum CodingKeys: String, CodingKey {
        case id, key, state
        case organizationID = "organization_id"
        case benefitID = "benefit_id"
        case customerID = "customer_id"
        case customerName = "customer_name"
        case shortKey = "short_key"
        case displayKey = "display_key"
        case stateReason = "state_reason"
        case stateChangedAt = "state_changed_at"
        case issuedAt = "issued_at"
        case notBefore = "not_before"
        case expiresAt = "expires_at"
        case activationLimit = "activation_limit"
        case usageLimit = "usage_limit"
        case statusIndex = "status_index"
    }

    /// - Parameter short: the text that people see in the place of the signed key, if there is one.
    init(_ license: LicenseRecord, short: String?) {
        let claims = license.claims
        let text = LicenseKey.text(prefix: claims.prefix, message: license.message)
        id = "\(claims.license)"
        organizationID = "\(claims.organization)"
        benefitID = "\(claims.benefit)"
        customerID = claims.customer.map { "\($0)" }
        customerName = license.customer
        key = text
        shortKey = short
        displayKey = LicenseKey.masked(short ?? text)
        state = "\(license.state)"
        stateReason = license.stateReason
        stateChangedAt = TimeWire(license.stateChangedAt)
        issuedAt = TimeWire(claims.issuedAt)
        notBefore = claims.notBefore.map { TimeWire($0) }
        expiresAt = claims.expiresAt.map { TimeWire($0) }
        activationLimit = claims.activationLimit.wire
        usageLimit = claims.usageLimit
        statusIndex = claims.statusIndex?.value
    }

    static let schema = Schema(
        "LicenseKey",
        .shape(
            [
                "id": .uuid, "organization_id": .uuid, "benefit_id": .uuid,
                "customer_id": .optional(.uuid), "customer_name": .optional(.text), "key": .text,
                "short_key": .text, "display_key": .text,
                "state": .words(["granted", "disabled", "revoked"]),
                "state_reason": .text, "state_changed_at": .time, "issued_at": .time,
                "not_before": .optional(.time), "expires_at": .optional(.time),
                "activation_limit": .optional(.integer), "usage_limit": .optional(.integer),
                "status_index": .optional(.integer),
            ],
            required: [
                "id", "organization_id", "benefit_id", "key", "display_key", "state",
                "state_reason", "state_changed_at", "issued_at",
            ]))
}

/// A license key that is to be minted.
struct NewLicenseKeyWire: Decodable, Sendable {
    let benefitID: IDWire<Named.Benefit>
    let customerID: IDWire<Named.Customer>?
    let customerName: String?
    let notBefore: TimeWire?
    let expiresAt: TimeWire?
    let activationLimit: UInt64?
    let usageLimit: UInt64?

    enum CodingKeys: String, CodingKey {
        case benefitID = "benefit_id"
        case customerID = "customer_id"
        case customerName = "customer_name"
        case notBefore = "not_before"
        case expiresAt = "expires_at"
        case activationLimit = "activation_limit"
        case usageLimit = "usage_limit"
    }

    static let schema = Schema(
        "NewLicenseKey",
        .shape(
            [
                "benefit_id": .uuid, "customer_id": .uuid, "customer_name": .text,
                "not_before": .time, "expires_at": .time, "activation_limit": .integer,
                "usage_limit": .integer,
            ], required: ["benefit_id"]))
}

/// What is to become another of a license key; what is left out stays, null takes it away.
struct LicenseKeyChangeWire: Decodable, Sendable {
    let expiresAt: Change<TimeWire>
    let activationLimit: Change<UInt64>
    let usageLimit: Change<UInt64>

    enum CodingKeys: String, CodingKey {
        case expiresAt = "expires_at"
        case activationLimit = "activation_limit"
        case usageLimit = "usage_limit"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        expiresAt = try container.change(TimeWire.self, .expiresAt)
        activationLimit = try container.change(UInt64.self, .activationLimit)
        usageLimit = try container.change(UInt64.self, .usageLimit)
    }

    static let schema = Schema(
        "LicenseKeyChange",
        .shape([
            "expires_at": .optional(.time), "activation_limit": .optional(.integer),
            "usage_limit": .optional(.integer),
        ]))
}

/// Why a license key changes its state, for the audit log.
struct ReasonWire: Decodable, Sendable {
    let reason: String?

    static let schema = Schema("Reason", .shape(["reason": .text]))
}

/// License keys that were minted elsewhere.
struct ImportWire: Decodable, Sendable {
    struct Row: Decodable, Sendable {
        let key: String
        let customerName: String?

        enum CodingKeys: String, CodingKey {
            case key
            case customerName = "customer_name"
        }
    }

    let licenseKeys: [Row]

    enum CodingKeys: String, CodingKey {
        case licenseKeys = "license_keys"
    }

    static let schema = Schema(
        "Import",
        .shape(
            [
                "license_keys": .array(
                    of: .shape(["key": .text, "customer_name": .text], required: ["key"]))
            ], required: ["license_keys"]))
}

/// What became of each row of an import.
struct ImportResultWire: Encodable {
    struct Row: Encodable {
        let id: String?
        /// imported, known or refused.
        let result: String
        let code: String?
        let detail: String?
    }

    let results: [Row]

    static let schema = Schema(
        "ImportResult",
        .shape(
            [
                "results": .array(
                    of: .shape(
                        [
                            "id": .uuid, "result": .words(["imported", "known", "refused"]),
                            "code": .text, "detail": .text,
                        ], required: ["result"]))
            ], required: ["results"]))
}

extension NewLicenseKeyWire {
    /// The benefit's terms, with those that are said here.
    func terms(of benefit: Benefit) throws(Problem) -> LicenseTerms {
        var terms = benefit.terms
        if let end = expiresAt { terms.lifetime = .until(end.time) }
        if let seats = activationLimit { terms.activationLimit = try LicenseLimits.seats(seats) }
        if let units = usageLimit { terms.usageLimit = try LicenseLimits.units(units) }
        return terms
    }
}

extension LicenseKeyChangeWire {
    /// What is to become another.
    var change: TermsChange {
        get throws(Problem) {
            var change = TermsChange()
            if case .set(let end) = expiresAt { change.end = .set(end?.time) }
            if case .set(let seats) = activationLimit {
                change.activationLimit = .set(try LicenseLimits.seats(seats))
            }
            if case .set(let units) = usageLimit {
                change.usageLimit = .set(
                    try units.map { units throws(Problem) in
                        try LicenseLimits.units(units)
                    })
            }
            return change
        }
    }
}

/// The limits of a license, as numbers of a body.
private enum LicenseLimits {
    static func seats(_ wire: UInt64?) throws(Problem) -> ActivationLimit {
        guard let limit = ActivationLimit(wire: wire) else {
            throw .invalid("activation_limit", "is too large")
        }
        return limit
    }

    static func units(_ wire: UInt64) throws(Problem) -> UInt64 {
        guard (1...UInt64(Limits.maxCount)).contains(wire) else {
            throw .invalid("usage_limit", "is from 1 to 2^53 - 1")
        }
        return wire
    }
}
