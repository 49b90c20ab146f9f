import LicenseVerifier
import SQLDatabase

/// What is asked about the products of shops.
struct ShopProductQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// Those of one organization: another's may sell under the same id.
    func mapped(
        of shop: ShopMessage.Shop, by organization: OrganizationID
    ) throws(RegistryError) -> [MappedProduct] {
        try reading.rows(
            MappedProduct.self,
            """
            SELECT shop, id, benefit_id, mapped_at FROM shop_product
            WHERE organization_id = $1 AND shop = $2 ORDER BY id
            """, [.id(organization), .integer(shop.rawValue)])
    }

    /// The benefit that a product gives; nil for one that nobody has mapped.
    func benefit(
        of product: ShopProduct, by organization: OrganizationID
    ) throws(RegistryError) -> BenefitID? {
        try reading.value(
            BenefitID.self,
            """
            SELECT benefit_id FROM shop_product
            WHERE organization_id = $1 AND shop = $2 AND id = $3
            """, [.id(organization), .integer(product.shop.rawValue), .text(product.id)])
    }

    /// The products of an organization's sales that nobody has mapped, the newest message first.
    func unmapped(of organization: OrganizationID) throws(RegistryError) -> [UnmappedProduct] {
        try reading.rows(
            UnmappedProduct.self,
            """
            SELECT shop, product, count(*) AS messages, max(received_at) AS received_at
            FROM waiting_message WHERE organization_id = $1
            GROUP BY shop, product ORDER BY max(received_at) DESC, product
            """, [.id(organization)])
    }

    /// One message of each product that nobody has mapped.
    func samples(
        of organization: OrganizationID
    ) throws(RegistryError) -> [ShopProduct: [UInt8]] {
        let rows = try reading.rows(
            """
            SELECT waiting_message.shop, waiting_message.product, waiting_message.body
            FROM waiting_message JOIN (
                SELECT shop, product, max(id) AS last_id FROM waiting_message
                WHERE organization_id = $1 GROUP BY shop, product) AS last
            ON last.shop = waiting_message.shop AND last.product = waiting_message.product
                AND last.last_id = waiting_message.id
            WHERE waiting_message.organization_id = $1
            """, [.id(organization)]
        ) { (row) throws(SQLError) in
            (product: try ShopProduct(row, id: "product"), body: try row["body"] as [UInt8])
        }
        return Dictionary(
            rows.map { ($0.product, $0.body) }, uniquingKeysWith: { first, _ in first })
    }

    /// What waits for a product of an organization, in the order in which it happened.
    func waiting(
        for product: ShopProduct, of organization: OrganizationID
    ) throws(RegistryError) -> [WaitingMessage] {
        try reading.rows(
            WaitingMessage.self,
            """
            SELECT shop, id, organization_id, occurred_us, body FROM waiting_message
            WHERE organization_id = $1 AND shop = $2 AND product = $3 ORDER BY occurred_us, id
            """, [.id(organization), .integer(product.shop.rawValue), .text(product.id)])
    }
}
