import SQLDatabase

extension Migration {
    /// Lists of other shops that somebody has uploaded, and that the service works off by itself.
    static let importOrder = Migration(
        number: 69, name: "0069_import_order",
        sqlite: orderTables(blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: orderTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))

    private static func orderTables(
        blob: String, integer: String, text: String, strict: String
    ) -> [String] {
        [
            """
            CREATE TABLE import_order (
                id \(blob) NOT NULL PRIMARY KEY,
                organization_id \(blob) NOT NULL REFERENCES organization (id),
                shop \(integer) NOT NULL,
                mapping \(text) NOT NULL,
                other_benefit_id \(blob) REFERENCES benefit (id),
                actor \(text) NOT NULL,
                item_count \(integer) NOT NULL CHECK (item_count > 0),
                done \(integer) NOT NULL DEFAULT 0,
                imported \(integer) NOT NULL DEFAULT 0,
                known \(integer) NOT NULL DEFAULT 0,
                seats \(integer) NOT NULL DEFAULT 0,
                customers \(integer) NOT NULL DEFAULT 0,
                refused \(integer) NOT NULL DEFAULT 0,
                created_at \(integer) NOT NULL,
                confirmed_at \(integer),
                finished_at \(integer),
                CHECK (done <= item_count)
            )\(strict)
            """,
            """
            CREATE INDEX import_order_open ON import_order (created_at)
                WHERE finished_at IS NULL
            """,
            // What the shop says of its customers is kept until it is taken, and no longer.
            """
            CREATE TABLE import_item (
                order_id \(blob) NOT NULL REFERENCES import_order (id),
                number \(integer) NOT NULL,
                body \(blob) NOT NULL,
                PRIMARY KEY (order_id, number)
            )\(strict)
            """,
            """
            CREATE TABLE import_fault (
                order_id \(blob) NOT NULL REFERENCES import_order (id),
                number \(integer) NOT NULL,
                sentence \(text) NOT NULL,
                PRIMARY KEY (order_id, number)
            )\(strict)
            """,
        ]
    }
}
