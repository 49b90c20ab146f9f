import JSON
import LicenseRegistry
import LicenseVerifier

/// A grant as Dodo's interface shows it.
struct DodoGrantWire: Sendable {
    private let grant: GrantRecord
    private let license: LicenseDetails?
    private let now: Timestamp

    init(_ grant: GrantRecord, _ licenses: Licenses, _ now: Timestamp) throws(RegistryError) {
        self.grant = grant
        self.now = now
        license = try licenses.details(grant.license, now: now)
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("id", grant.id.dodoText)
        writer.member("brand_id", grant.organization.dodoBrand)
        writer.member("business_id", grant.organization.dodoText)
        writer.member("customer_id", grant.customer.dodoText)
        writer.member("entitlement_id", grant.benefit.dodoEntitlement)
        writer.member("integration_type", "license_key")
        writer.member("status", grant.revokedAt == nil ? "Delivered" : "Revoked")
        writer.member("metadata", .object(JSONObject()))
        writer.member("created_at", grant.created.dodoText)
        writer.member(
            "updated_at",
            (grant.changedAt.map { ExactTime($0) } ?? grant.created).dodoText)
        writeKey(&writer)
        writer.member("payment_id", grant.sale.dodoPayment)
        writer.member("subscription_id", grant.sale.dodoSubscription)
        writer.member("delivered_at", grant.grantedAt.dodoText)
        writer.member("revoked_at", grant.revokedAt?.dodoText)
        writer.member(
            "revocation_reason", grant.revokedAt == nil ? nil : license?.record.stateReason)
        // What other kinds of grants have, and what a grant has that could not be delivered.
        for absent in [
            "digital_product_delivery", "error_code", "error_message", "feature",
            "oauth_expires_at", "oauth_url",
        ] {
            writer.member(absent, String?.none)
        }
    }

    private func writeKey(_ writer: inout JSONWriter) {
        guard let license else { return writer.member("license_key", String?.none) }
        writer.member("license_key") { writer in
            writer.member("id", license.claims.license.dodoText)
            writer.member("key", license.text)
            writer.member("status", license.dodoStatus(at: now).rawValue)
            writer.member("activations_used", Int32(clamping: license.seatsTaken))
            writer.member("activations_limit", license.claims.activationLimit.dodoLimit)
            writer.member("expires_at", license.end?.dodoText)
        }
    }

    static let schema = Schema(
        "DodoGrant",
        .shape(
            [
                "id": .text, "brand_id": .text, "business_id": .text, "customer_id": .text,
                "entitlement_id": .text, "integration_type": .text,
                "status": .oneOf(["Delivered", "Revoked"]), "metadata": ["type": "object"],
                "created_at": .time, "updated_at": .time,
                "license_key": .optional(
                    .shape(
                        [
                            "id": .text, "key": .text, "activations_used": .wholeNumber,
                            "status": .oneOf(["active", "expired", "disabled"]),
                            "activations_limit": .optional(.wholeNumber),
                            "expires_at": .optional(.time),
                        ], required: ["id", "key", "status", "activations_used"])),
                "payment_id": .optional(.text), "subscription_id": .optional(.text),
                "delivered_at": .optional(.time), "revoked_at": .optional(.time),
                "revocation_reason": .optional(.text),
            ],
            required: [
                "id", "brand_id", "business_id", "customer_id", "entitlement_id",
                "integration_type", "status", "metadata", "created_at", "updated_at",
            ]))
}
