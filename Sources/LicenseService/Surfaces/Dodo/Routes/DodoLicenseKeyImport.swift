import JSON
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A license key that was sold elsewhere and is to work here.
///
/// Its license is minted at once, with the terms of its product except limit and end; its text stays
/// what its holder sees.
struct DodoLicenseKeyImport: Sendable {
    /// How many bytes a key may have.
    static let maxKey = 1024

    let key: String
    private let customer: String
    let product: String
    private let limit: UInt64?
    private let end: Timestamp?

    init(_ body: DodoBody) throws(DodoRefusal) {
        customer = try body.text("customer_id")
        key = try body.text("key")
        product = try body.text("product_id")
        limit = try body.limit("activations_limit").applied(to: nil)
        end = try body.time("expires_at").applied(to: nil)
        guard (1...Self.maxKey).contains(key.utf8.count),
            key.unicodeScalars.allSatisfy({ $0.isVisible })
        else {
            throw .parameters("key must have 1 to \(Self.maxKey) bytes and no invisible characters")
        }
    }

    static let limit: JSON = ["type": "integer", "minimum": 1, "maximum": 2_147_483_647]

    static let schema = Schema(
        "DodoLicenseKeyImport",
        .shape(
            [
                "customer_id": .text, "key": .text, "product_id": .text,
                "activations_limit": .optional(limit), "expires_at": .optional(.time),
            ], required: ["customer_id", "key", "product_id"]))

    /// - Parameters:
    ///   - product: what its product is here; nil where there is none.
    ///   - reference: what the key means now; nil where it looks signed and is not.
    func record(
        of product: BenefitID?, as reference: KeyReference?, of business: OrganizationID,
        _ minting: MintingKey?,
        _ registry: Registry, _ now: Timestamp
    ) throws -> LicenseDetails {
        let customer = try customer(of: business, registry.customers)
        guard let benefit = try product.flatMap({ try registry.benefits.find($0)?.benefit }) else {
            throw DodoRefusal.missing("product")
        }
        if let reference,
            try registry.licenses.details(named: reference, of: business, now: now) != nil
        {
            throw DodoRefusal.keyExists
        }
        guard case .text = reference else {
            throw DodoRefusal.parameters(
                "key is a signed license key; import it at /manage/v1/license-keys/import")
        }
        let issuer = try minting.issuer(for: benefit.id, of: business)
        do {
            let minted = try registry.issuance.mint(
                order(benefit, for: customer.id, now), by: issuer, now: now)
            return try DodoLicenseKeyRoutes.license(
                minted.claims.license, of: business, registry.licenses, now)
        } catch RegistryError.exists(.key, _) {
            // Another request has imported it in the meantime.
            throw DodoRefusal.keyExists
        }
    }

    private func customer(
        of business: OrganizationID, _ customers: Customers
    ) throws -> CustomerRecord {
        let named = try customers.named(dodo: customer, of: business)
        guard named.deletedAt == nil else { throw DodoRefusal.missing("customer") }
        return named
    }

    private func order(
        _ benefit: Benefit, for customer: CustomerID, _ now: Timestamp
    ) -> LicenseOrder {
        var order = LicenseOrder(benefit.id, terms: benefit.terms)
        order.customer = customer
        order.terms.activationLimit = limit.map { .seats($0) } ?? .unlimited
        order.end(at: end, now: now)
        order.extras.origin = .imported
        order.extras.text = key
        return order
    }
}
