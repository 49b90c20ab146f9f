import SQLDatabase

extension Migration {
    /// What the dashboard needs besides: batches whose rows the service mints by itself, keys by
    /// their endings, and whom a proxy has signed in.
    static let dashboard = Migration(
        number: 30, name: "0030_dashboard",
        sqlite: dashboardTables(
            blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: dashboardTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func dashboardTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE batch_order (
            batch_id \(blob) NOT NULL PRIMARY KEY REFERENCES batch (id),
            benefit_id \(blob) NOT NULL REFERENCES benefit (id),
            actor \(text) NOT NULL,
            row_count \(integer) NOT NULL CHECK (row_count > 0),
            halted_row \(integer),
            halt \(text),
            CHECK (halt IS NOT NULL OR halted_row IS NULL)
        )\(strict)
        """,
        // Only those that are still to be minted.
        """
        CREATE TABLE batch_row (
            batch_id \(blob) NOT NULL REFERENCES batch_order (batch_id),
            number \(integer) NOT NULL CHECK (number > 0),
            customer_name \(text),
            customer_email \(text),
            ends_at \(integer),
            activation_limit \(integer) CHECK (activation_limit >= 0),
            usage_limit \(integer) CHECK (usage_limit > 0),
            PRIMARY KEY (batch_id, number)
        )\(strict)
        """,
        // The last six characters of a signed key tell its last four bytes.
        "CREATE INDEX license_ending ON license (substr(octets, length(octets) - 3))",
        """
        CREATE INDEX license_text_ending
            ON license_text (substr(characters, length(characters) - 5))
        """,
        "ALTER TABLE page_session ADD COLUMN person \(text)",
    ]
}
