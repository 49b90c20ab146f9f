import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A license key that is to be minted.
struct NewLicenseKeyWire: Decodable, Sendable {
    let benefitID: IDWire<Named.Benefit>
    let customerID: IDWire<Named.Customer>?
    let customerName: String?
    let customerEmail: String?
    let notBefore: TimeWire?
    let expiresAt: TimeWire?
    let activationLimit: UInt64?
    let usageLimit: UInt64?

    enum CodingKeys: String, CodingKey {
        case benefitID = "benefit_id"
        case customerID = "customer_id"
        case customerName = "customer_name"
        case customerEmail = "customer_email"
        case notBefore = "not_before"
        case expiresAt = "expires_at"
        case activationLimit = "activation_limit"
        case usageLimit = "usage_limit"
    }

    static let schema = Schema(
        "NewLicenseKey",
        .shape(
            [
                "benefit_id": .id, "customer_id": .id, "customer_name": .text,
                "customer_email": .text, "not_before": .time, "expires_at": .time,
                "activation_limit": .wholeNumber,
                "usage_limit": .wholeNumber,
            ], required: ["benefit_id"]))
}

/// A change of a license key; what is left out stays, null removes it.
struct LicenseKeyChangeWire: Decodable, Sendable {
    let expiresAt: FieldChange<TimeWire>
    let activationLimit: FieldChange<UInt64>
    let usageLimit: FieldChange<UInt64>

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
            "expires_at": .optional(.time), "activation_limit": .optional(.wholeNumber),
            "usage_limit": .optional(.wholeNumber),
        ]))
}

/// Why a license key changes its state, for the audit log.
struct ReasonWire: Decodable, Sendable {
    let reason: String?

    static let schema = Schema("Reason", .shape(["reason": .text]))
}

extension NewLicenseKeyWire {
    /// The benefit's terms, with those that are given here.
    func terms(of benefit: Benefit) throws(Problem) -> LicenseTerms {
        var terms = benefit.terms
        if let end = expiresAt { terms.lifetime = .until(end.time) }
        if let seats = activationLimit { terms.activationLimit = try LicenseLimits.seats(seats) }
        if let units = usageLimit { terms.usageLimit = try LicenseLimits.units(units) }
        return terms
    }
}

extension LicenseKeyChangeWire {
    /// The terms that change.
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
            throw .invalid("usage_limit", "must be from 1 to 2^53 - 1")
        }
        return wire
    }
}
