import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A license key in JSON.
struct LicenseKeyWire: JSONContent {
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
    let seatsTaken: UInt64
    let unitsUsed: Int64
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
        case seatsTaken = "seats_taken"
        case unitsUsed = "units_used"
        case statusIndex = "status_index"
    }

    /// - Parameter short: the text that people see instead of the signed key; nil for none.
    init(_ details: LicenseDetails, short: String?) {
        let license = details.record
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
        expiresAt = details.end.map { TimeWire($0) }
        activationLimit = claims.activationLimit.wire
        usageLimit = claims.usageLimit
        seatsTaken = details.seatsTaken
        unitsUsed = details.usage
        statusIndex = claims.statusIndex?.value
    }

    static let schema = Schema(
        "LicenseKey",
        .shape(
            [
                "id": .uuid, "organization_id": .uuid, "benefit_id": .uuid,
                "customer_id": .optional(.uuid), "customer_name": .optional(.text), "key": .text,
                "short_key": .text, "display_key": .text,
                "state": .oneOf(["granted", "disabled", "revoked"]),
                "state_reason": .text, "state_changed_at": .time, "issued_at": .time,
                "not_before": .optional(.time), "expires_at": .optional(.time),
                "activation_limit": .optional(.wholeNumber), "usage_limit": .optional(.wholeNumber),
                "seats_taken": .wholeNumber, "units_used": .wholeNumber,
                "status_index": .optional(.wholeNumber),
            ],
            required: [
                "id", "organization_id", "benefit_id", "key", "display_key", "state",
                "state_reason", "state_changed_at", "issued_at", "seats_taken", "units_used",
            ]))
}
