import JSON
import LicenseRegistry
import LicenseVerifier

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
                "sale_kind": .oneOf(Sale.Kind.names), "sale": .text, "expires_at": .time,
                "notify": .flag,
            ], required: ["benefit_id"]))

    /// The sale that is named, or a new one for a grant by hand.
    func sale(at now: Timestamp) throws(Problem) -> Sale {
        guard let kind = Sale.Kind(named: saleKind ?? "manual") else {
            throw .invalid("sale_kind", "must be order, subscription or manual")
        }
        guard sale != nil || kind == .manual else { throw .invalid("sale", "is missing") }
        guard let made = Sale(kind, sale ?? "\(GrantID.random())") else {
            throw .invalid("sale", "must have 1 to 200 bytes and no control characters")
        }
        if let end = expiresAt?.time, end <= now { throw .invalid("expires_at", "has passed") }
        return made
    }

    /// The customer; a new one where none is named.
    var buyer: Buyer {
        get throws(Problem) {
            var buyer = Buyer()
            buyer.id = customerID?.id
            buyer.externalID = try Self.text(externalCustomerID, "external_customer_id", 200)
            buyer.name = try Self.text(customerName, "customer_name", 200)
            buyer.email = try Self.text(customerEmail, "customer_email", 254)
            if let email = buyer.email, MailAddress(name: "", address: email) == nil {
                throw .invalid("customer_email", "is not a plain email address")
            }
            return buyer
        }
    }

    private static func text(
        _ text: String?, _ field: String, _ limit: Int
    ) throws(Problem) -> String? {
        guard let text else { return nil }
        guard (1...limit).contains(text.utf8.count) else {
            throw .invalid(field, "must have 1 to \(limit) bytes")
        }
        do throws(TextFault) {
            try VisibleText.check(text, field)
        } catch {
            throw Problem(error)
        }
        return text
    }
}
