import SQLDatabase

extension Migration {
    /// Products of shops that people have mapped to benefits on the pages, and messages about
    /// products that nobody has mapped yet.
    static let shopProducts = Migration(
        number: 27, name: "0027_shop_products",
        sqlite: productTables(
            blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: productTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func productTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE shop_product (
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            shop \(integer) NOT NULL,
            id \(text) NOT NULL,
            benefit_id \(blob) NOT NULL REFERENCES benefit (id),
            mapped_at \(integer) NOT NULL,
            PRIMARY KEY (organization_id, shop, id)
        )\(strict)
        """,
        // Once for each product of a message, so that any of them brings it back.
        """
        CREATE TABLE waiting_message (
            shop \(integer) NOT NULL,
            product \(text) NOT NULL,
            id \(text) NOT NULL,
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            occurred_us \(integer) NOT NULL,
            received_at \(integer) NOT NULL,
            body \(blob) NOT NULL,
            PRIMARY KEY (organization_id, shop, product, id)
        )\(strict)
        """,
        "CREATE INDEX waiting_message_received ON waiting_message (received_at)",
    ]
}
