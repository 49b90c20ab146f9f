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
                "benefit_id": .id, "customer_id": .id, "external_customer_id": .text,
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
            buyer.externalID = try CustomerInput.text(
                externalCustomerID, "external_customer_id", upTo: 200)
            buyer.name = try CustomerInput.text(customerName, "customer_name", upTo: 200)
            buyer.email = try CustomerInput.email(customerEmail, "customer_email")
            return buyer
        }
    }
}
