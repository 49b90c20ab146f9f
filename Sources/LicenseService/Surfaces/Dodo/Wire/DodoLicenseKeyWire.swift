import JSON
import LicenseRegistry
import LicenseVerifier

/// A license key as Dodo's interface shows it.
struct DodoLicenseKeyWire {
    let license: LicenseDetails
    let now: Timestamp

    func write(_ writer: inout JSONWriter) {
        let organization = license.claims.organization
        writer.member("id", license.claims.license.dodoText)
        writer.member("brand_id", organization.dodoBrand)
        writer.member("business_id", organization.dodoText)
        writer.member("created_at", license.createdAt.dodoText)
        writer.member("customer_id", license.customer.id.dodoText)
        writer.member("instances_count", Int32(clamping: license.seatsTaken))
        writer.member("key", license.text)
        writer.member("product_id", license.claims.benefit.dodoText)
        writer.member("source", license.origin.dodoText)
        writer.member("status", license.dodoStatus(at: now).rawValue)
        writer.member("activations_limit", license.claims.activationLimit.dodoLimit)
        writer.member("expires_at", license.end?.dodoText)
        writer.member("payment_id", license.sale?.dodoPayment)
        writer.member("subscription_id", license.sale?.dodoSubscription)
    }

    static let schema = Schema(
        "DodoLicenseKey",
        .shape(
            [
                "id": .text, "brand_id": .text, "business_id": .text, "created_at": .time,
                "customer_id": .text, "instances_count": .integer, "key": .text,
                "product_id": .text, "source": .words(["auto", "import", "manual"]),
                "status": .words(["active", "expired", "disabled"]),
                "activations_limit": .optional(.integer), "expires_at": .optional(.time),
                "payment_id": .optional(.text), "subscription_id": .optional(.text),
            ],
            required: [
                "id", "brand_id", "business_id", "created_at", "customer_id", "instances_count",
                "key", "product_id", "source", "status",
            ]))
}

/// What Dodo tells apart of a license key's life; one that is revoked is disabled for it.
enum DodoStatus: String {
    case active, expired, disabled
}

extension LicenseDetails {
    func dodoStatus(at now: Timestamp) -> DodoStatus {
        switch record.state {
        case .disabled, .revoked: .disabled
        case .granted: hasEnded(at: now) ? .expired : .active
        }
    }
}

extension LicenseOrigin {
    /// Dodo's word for it.
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
    /// Dodo has no licenses that use no activations: theirs have as many as one likes.
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
