import SQLDatabase

extension Migration {
    /// Messages of shops that changed nothing, or not what they were meant to, for people to look at.
    static let shopNotes = Migration(
        number: 67, name: "0067_shop_notes",
        sqlite: noteTable(blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: noteTable(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))

    private static func noteTable(
        blob: String, integer: String, text: String, strict: String
    ) -> [String] {
        [
            // No body: what a message says of people stays with the shop, which can show it.
            """
            CREATE TABLE shop_note (
                organization_id \(blob) NOT NULL REFERENCES organization (id),
                shop \(integer) NOT NULL,
                id \(text) NOT NULL,
                kind \(integer) NOT NULL,
                type \(text) NOT NULL,
                code \(text) NOT NULL,
                times \(integer) NOT NULL,
                received_at \(integer) NOT NULL,
                PRIMARY KEY (organization_id, shop, id)
            )\(strict)
            """,
            """
            CREATE INDEX shop_note_received
                ON shop_note (organization_id, received_at, shop, id)
            """,
        ]
    }
}
