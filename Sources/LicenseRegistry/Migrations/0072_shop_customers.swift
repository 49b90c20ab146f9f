import SQLDatabase

extension Migration {
    /// Whether the id of a customer is the one that a shop gave them, so that another id of that shop is
    /// somebody else's.
    static let shopCustomers = Migration(
        number: 72, name: "0072_shop_customers", sqlite: customerColumn(integer: "INTEGER"),
        postgreSQL: customerColumn(integer: "BIGINT"))

    private static func customerColumn(integer: String) -> [String] {
        [
            """
            ALTER TABLE customer ADD COLUMN has_shop_id \(integer) NOT NULL DEFAULT 0
                CHECK (has_shop_id IN (0, 1))
            """,
            // Keys came with such ids from Polar alone, whose lists name no sale.
            """
            UPDATE customer SET has_shop_id = 1 WHERE id IN (
                SELECT customer_id FROM license_grant
                WHERE imported_at IS NOT NULL AND sale_kind = 2 AND sale LIKE 'import/%')
            """,
        ]
    }
}
