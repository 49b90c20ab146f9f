import JSON
import LicenseRegistry
import LicenseVerifier

/// A license key as Dodo's API and its webhooks show it.
struct DodoLicenseKeyWire: Sendable {
    /// The members, in the order in which the API has them.
    let members: [JSONObject.Member]

    init(license: LicenseDetails, now: Timestamp) {
        let claims = license.claims
        members = Self.members(
            id: claims.license, organization: claims.organization,
            created: license.created, customer: license.customer.id,
            seatsTaken: license.seatsTaken, key: license.text, benefit: claims.benefit,
            origin: license.origin, status: license.dodoStatus(at: now),
            limit: claims.activationLimit, end: license.end, sale: license.sale)
    }

    /// A license as it was when something happened to it.
    init(_ license: LicenseSnapshot, at moment: Timestamp, isMasked: Bool) {
        let hasEnded = license.expiresAt.map { $0 <= moment } ?? false
        members = Self.members(
            id: license.id, organization: license.organization, created: license.issued,
            customer: license.customer, seatsTaken: license.seatsTaken,
            key: isMasked ? LicenseKey.masked(license.key) : license.key,
            benefit: license.benefit, origin: license.origin,
            status: DodoStatus(license.state, hasEnded: hasEnded),
            limit: license.activationLimit, end: license.expiresAt, sale: license.sale)
    }

    private static func members(
        id: LicenseID, organization: OrganizationID, created: ExactTime, customer: CustomerID?,
        seatsTaken: UInt64, key: String, benefit: BenefitID, origin: LicenseOrigin,
        status: DodoStatus, limit: ActivationLimit, end: Timestamp?, sale: Sale?
    ) -> [JSONObject.Member] {
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        return [
            JSONObject.Member("id", .string(id.dodoText)),
            JSONObject.Member("brand_id", .string(organization.dodoBrand)),
            JSONObject.Member("business_id", .string(organization.dodoText)),
            JSONObject.Member("created_at", .string(created.dodoText)),
            JSONObject.Member("customer_id", text(customer?.dodoText)),
            JSONObject.Member("instances_count", .integer(Int32(clamping: seatsTaken))),
            JSONObject.Member("key", .string(key)),
            JSONObject.Member("product_id", .string(benefit.dodoText)),
            JSONObject.Member("source", .string(origin.dodoText)),
            JSONObject.Member("status", .string(status.rawValue)),
            JSONObject.Member(
                "activations_limit", limit.dodoLimit.map { .integer($0) } ?? .null),
            JSONObject.Member("expires_at", text(end?.dodoText)),
            JSONObject.Member("payment_id", text(sale?.dodoPayment)),
            JSONObject.Member("subscription_id", text(sale?.dodoSubscription)),
        ]
    }

    func write(_ writer: inout JSONWriter) {
        for member in members { writer.member(member.name, member.value) }
    }

    static let schema = Schema(
        "DodoLicenseKey",
        .shape(
            [
                "id": .text, "brand_id": .text, "business_id": .text, "created_at": .time,
                "customer_id": .text, "instances_count": .wholeNumber, "key": .text,
                "product_id": .text, "source": .oneOf(["auto", "import", "manual"]),
                "status": .oneOf(["active", "expired", "disabled"]),
                "activations_limit": .optional(.wholeNumber), "expires_at": .optional(.time),
                "payment_id": .optional(.text), "subscription_id": .optional(.text),
            ],
            required: [
                "id", "brand_id", "business_id", "created_at", "customer_id", "instances_count",
                "key", "product_id", "source", "status",
            ]))
}

/// The states that Dodo's API knows of a license key; a revoked one counts as disabled.
enum DodoStatus: String {
    case active, expired, disabled

    init(_ state: LicenseState, hasEnded: Bool) {
        self =
            switch state {
            case .disabled, .revoked: .disabled
            case .granted: hasEnded ? .expired : .active
            }
    }
}

extension LicenseDetails {
    func dodoStatus(at now: Timestamp) -> DodoStatus {
        DodoStatus(record.state, hasEnded: hasEnded(at: now))
    }
}

extension LicenseOrigin {
    /// The value of `source`.
    var dodoText: String {
        switch self {
        case .sale: "auto"
        case .imported: "import"
        case .manual: "manual"
        }
    }

    init?(dodo text: String) {
        let all: [LicenseOrigin] = [.sale, .imported, .manual]
        guard let origin = all.first(where: { $0.dodoText == text }) else { return nil }
        self = origin
    }
}

extension ActivationLimit {
    /// Nil for no limit: Dodo has no licenses that use no activations.
    var dodoLimit: Int32? {
        switch self {
        case .notUsed, .unlimited: nil
        case .seats(let limit): Int32(clamping: limit)
        }
    }
}

extension Sale {
    var dodoPayment: String? { kind == .order ? id : nil }
    var dodoSubscription: String? { kind == .subscription ? id : nil }
}
