import JSON
import LicenseRegistry
import LicenseVerifier

/// A grant in JSON.
struct GrantWire: JSONContent {
    let id: String
    let organizationID: String
    let benefitID: String
    let customerID: String
    let licenseID: String
    let licenseState: String
    let saleKind: String
    let sale: String
    let createdAt: TimeWire
    let grantedAt: TimeWire
    let revokedAt: TimeWire?

    enum CodingKeys: String, CodingKey {
        case id, sale
        case organizationID = "organization_id"
        case benefitID = "benefit_id"
        case customerID = "customer_id"
        case licenseID = "license_key_id"
        case licenseState = "license_key_state"
        case saleKind = "sale_kind"
        case createdAt = "created_at"
        case grantedAt = "granted_at"
        case revokedAt = "revoked_at"
    }

    init(_ grant: GrantRecord, _ license: LicenseRecord?) {
        id = "\(grant.id)"
        organizationID = "\(grant.organization)"
        benefitID = "\(grant.benefit)"
        customerID = "\(grant.customer)"
        licenseID = "\(grant.license)"
        licenseState = "\(license?.state ?? .revoked)"
        saleKind = grant.sale.kind.name
        sale = grant.sale.id
        createdAt = TimeWire(grant.createdAt)
        grantedAt = TimeWire(grant.grantedAt)
        revokedAt = grant.revokedAt.map { TimeWire($0) }
    }

    static let schema = Schema(
        "Grant",
        .shape(
            [
                "id": .uuid, "organization_id": .uuid, "benefit_id": .uuid, "customer_id": .uuid,
                "license_key_id": .uuid,
                "license_key_state": .oneOf(["granted", "disabled", "revoked"]),
                "sale_kind": .oneOf(Sale.Kind.names), "sale": .text, "created_at": .time,
                "granted_at": .time, "revoked_at": .optional(.time),
            ],
            required: [
                "id", "organization_id", "benefit_id", "customer_id", "license_key_id",
                "license_key_state", "sale_kind", "sale", "created_at", "granted_at",
            ]))
}

extension Sale.Kind {
    static let names = ["order", "subscription", "manual"]

    var name: String {
        switch self {
        case .order: "order"
        case .subscription: "subscription"
        case .manual: "manual"
        }
    }

    init?(named name: String) {
        guard
            let kind = [Sale.Kind.order, .subscription, .manual].first(where: { $0.name == name })
        else { return nil }
        self = kind
    }
}
