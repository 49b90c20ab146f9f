import LicenseRegistry
import LicenseVerifier

/// A grant in JSON.
struct GrantWire: Encodable {
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
        saleKind = grant.sale.kind.word
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
                "license_key_state": .words(["granted", "disabled", "revoked"]),
                "sale_kind": .words(Sale.Kind.words), "sale": .text, "created_at": .time,
                "granted_at": .time, "revoked_at": .optional(.time),
            ],
            required: [
                "id", "organization_id", "benefit_id", "customer_id", "license_key_id",
                "license_key_state", "sale_kind", "sale", "created_at", "granted_at",
            ]))

    /// Grants by page, with how many there are.
    struct Page: Encodable {
        let items: [GrantWire]
        let totalCount: Int64

        enum CodingKeys: String, CodingKey {
            case items
            case totalCount = "total_count"
        }
    }

    static let page = Schema(
        "GrantPage",
        .shape(
            ["items": .array(of: schema.definition), "total_count": .integer],
            required: ["items", "total_count"]))
}

/// A benefit that is to be granted.
struct NewGrantWire: Decodable, Sendable {
    let benefitID: IDWire<Named.Benefit>
    let customerID: IDWire<Named.Customer>?
    let externalCustomerID: String?
    let customerName: String?
    let customerEmail: String?
    let saleKind: String?
    let sale: String?
    let expiresAt: TimeWire?
    let notify: Bool?

    enum CodingKeys: String, CodingKey {
        case sale, notify
        case benefitID = "benefit_id"
        case customerID = "customer_id"
        case externalCustomerID = "external_customer_id"
        case customerName = "customer_name"
        case customerEmail = "customer_email"
        case saleKind = "sale_kind"
        case expiresAt = "expires_at"
    }

    static let schema = Schema(
        "NewGrant",
        .shape(
            [
                "benefit_id": .uuid, "customer_id": .uuid, "external_customer_id": .text,
                "customer_name": .text, "customer_email": .text,
                "sale_kind": .words(Sale.Kind.words), "sale": .text, "expires_at": .time,
                "notify": .flag,
            ], required: ["benefit_id"]))

    /// The sale that is named, or one of its own for a grant by hand.
    func sale(at now: Timestamp) throws(Problem) -> Sale {
        guard let kind = Sale.Kind(word: saleKind ?? "manual") else {
            throw .invalid("sale_kind", "is order, subscription or manual")
        }
        guard sale != nil || kind == .manual else { throw .invalid("sale", "is missing") }
        guard let made = Sale(kind, sale ?? "\(GrantID.random())") else {
            throw .invalid("sale", "has 1 to 200 bytes without control characters")
        }
        if let end = expiresAt?.time, end <= now { throw .invalid("expires_at", "has passed") }
        return made
    }

    /// Who is to have it; somebody new where nobody is named.
    var buyer: Buyer {
        get throws(Problem) {
            var buyer = Buyer()
            buyer.id = customerID?.id
            buyer.externalID = try Self.words(externalCustomerID, "external_customer_id", 200)
            buyer.name = try Self.words(customerName, "customer_name", 200)
            buyer.email = try Self.words(customerEmail, "customer_email", 254)
            if let email = buyer.email, MailAddress(name: "", address: email) == nil {
                throw .invalid("customer_email", "is no plain address")
            }
            return buyer
        }
    }

    private static func words(
        _ text: String?, _ field: String, _ limit: Int
    ) throws(Problem) -> String? {
        guard let text else { return nil }
        guard (1...limit).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .invalid(field, "has 1 to \(limit) bytes without control characters") }
        return text
    }
}

extension Sale.Kind {
    static let words = ["order", "subscription", "manual"]

    var word: String {
        switch self {
        case .order: "order"
        case .subscription: "subscription"
        case .manual: "manual"
        }
    }

    init?(word: String) {
        guard
            let kind = [Sale.Kind.order, .subscription, .manual].first(where: { $0.word == word })
        else { return nil }
        self = kind
    }
}
