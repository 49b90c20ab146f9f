import LicenseVerifier
import SQLDatabase

/// Which benefits the products of shops give, and the messages that wait for it.
struct ShopProductChanges {
    /// How many messages wait for one product at most: a shop also sells what gives no license.
    static let mostWaiting: Int64 = 1000
    /// How long a message waits; by then a shop has long given up sending it.
    static let patience: Duration = .seconds(40 * 86_400)

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func map(
        _ product: ShopProduct, to benefit: BenefitID, of organization: OrganizationID
    ) throws(RegistryError) {
        guard try BenefitQueries(change).benefit(benefit)?.organization == organization else {
            throw .missing(kind: .benefit)
        }
        try change.run(
            """
            INSERT INTO shop_product (organization_id, shop, id, benefit_id, mapped_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (organization_id, shop, id) DO UPDATE SET
                benefit_id = excluded.benefit_id, mapped_at = excluded.mapped_at
            """,
            [
                .id(organization), .integer(product.shop.rawValue), .text(product.id),
                .id(benefit), .time(change.now),
            ])
        try change.audit(.productMap, of: benefit, product.id)
    }

    /// Sales of the product give nothing from now on.
    func unmap(
        _ product: ShopProduct, of organization: OrganizationID
    ) throws(RegistryError) {
        let benefit = try ShopProductQueries(change).benefit(of: product, by: organization)
        guard let benefit else { throw .missing(kind: .product) }
        try change.run(
            "DELETE FROM shop_product WHERE organization_id = $1 AND shop = $2 AND id = $3",
            [.id(organization), .integer(product.shop.rawValue), .text(product.id)])
        try change.audit(.productUnmap, of: benefit, product.id)
    }

    /// Keeps a message for the day on which one of these products is mapped.
    func keep(_ waiting: WaitingMessage, for products: [String]) throws(RegistryError) {
        let shop = waiting.message.shop
        for product in products.compactMap({ ShopProduct(shop, id: $0) }) {
            try change.run(
                """
                INSERT INTO waiting_message
                    (shop, product, id, organization_id, occurred_us, received_at, body)
                SELECT $1, $2, $3, $4, $5, $6, $7
                WHERE (SELECT count(*) FROM waiting_message
                    WHERE organization_id = $4 AND shop = $1 AND product = $2)
                    < \(Self.mostWaiting)
                ON CONFLICT DO NOTHING
                """,
                [
                    .integer(shop.rawValue), .text(product.id), .text(waiting.message.id),
                    .id(waiting.organization), .integer(waiting.occurredAt.microseconds),
                    .time(change.now), .blob(waiting.body),
                ])
        }
        try change.run(
            "DELETE FROM waiting_message WHERE received_at < $1",
            [.time(change.now - Self.patience)])
    }

    /// Forgets a message that was applied, for all of its products.
    func forget(
        _ message: ShopMessage, of organization: OrganizationID
    ) throws(RegistryError) {
        try change.run(
            "DELETE FROM waiting_message WHERE organization_id = $1 AND shop = $2 AND id = $3",
            [.id(organization), .integer(message.shop.rawValue), .text(message.id)])
    }
}
