import HTTPTypes
import Hummingbird
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
    let soldAt: TimeWire
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
        case soldAt = "sold_at"
        case notBefore = "not_before"
        case expiresAt = "expires_at"
        case activationLimit = "activation_limit"
        case usageLimit = "usage_limit"
        case seatsTaken = "seats_taken"
        case unitsUsed = "units_used"
        case statusIndex = "status_index"
    }

    /// A license with the signed key, and the text that people see instead of it where there is one.
    init(_ details: LicenseDetails) {
        let short = details.shortText
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
        soldAt = TimeWire(details.createdAt)
        notBefore = claims.notBefore.map { TimeWire($0) }
        expiresAt = details.end.map { TimeWire($0) }
        activationLimit = claims.activationLimit.wire
        usageLimit = claims.usageLimit
        seatsTaken = details.seatsTaken
        unitsUsed = details.usage
        statusIndex = claims.statusIndex?.value
    }

    /// What is asked for most is written member by member, which takes a fraction of the time.
    func response(status: HTTPResponse.Status) -> Response {
        WrittenJSON { write(to: &$0) }.response(status: status)
    }

    /// Writes the members in their order; those that are absent are left out.
    private func write(to writer: inout JSONWriter) {
        if let activationLimit { writer.member("activation_limit", activationLimit) }
        writer.member("benefit_id", benefitID)
        if let customerID { writer.member("customer_id", customerID) }
        if let customerName { writer.member("customer_name", customerName) }
        writer.member("display_key", displayKey)
        if let expiresAt { writer.member("expires_at", expiresAt.time) }
        writer.member("id", id)
        writer.member("issued_at", issuedAt.time)
        writer.member("key", key)
        if let notBefore { writer.member("not_before", notBefore.time) }
        writer.member("organization_id", organizationID)
        writer.member("seats_taken", seatsTaken)
        if let shortKey { writer.member("short_key", shortKey) }
        writer.member("sold_at", soldAt.time)
        writer.member("state", state)
        writer.member("state_changed_at", stateChangedAt.time)
        writer.member("state_reason", stateReason)
        if let statusIndex { writer.member("status_index", statusIndex) }
        writer.member("units_used", unitsUsed)
        if let usageLimit { writer.member("usage_limit", usageLimit) }
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
                "sold_at": .time,
                "not_before": .optional(.time), "expires_at": .optional(.time),
                "activation_limit": .optional(.wholeNumber), "usage_limit": .optional(.wholeNumber),
                "seats_taken": .wholeNumber, "units_used": .wholeNumber,
                "status_index": .optional(.wholeNumber),
            ],
            required: [
                "id", "organization_id", "benefit_id", "key", "display_key", "state",
                "state_reason", "state_changed_at", "issued_at", "sold_at", "seats_taken",
                "units_used",
            ]))
}
