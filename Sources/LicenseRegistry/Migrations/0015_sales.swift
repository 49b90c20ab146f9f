import SQLDatabase

extension Migration {
    /// What shops say of their sales, in messages that each count once, and the letters by which
    /// customers get their keys.
    static let sales = Migration(
        number: 15, name: "0015_sales",
        sqlite: salesTables(blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: salesTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func salesTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    saleTables(blob: blob, integer: integer, text: text, strict: strict)
        + letterTables(blob: blob, integer: integer, text: text, strict: strict)
}

private func saleTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        // A message that is known was taken, with all that it led to.
        """
        CREATE TABLE shop_message (
            shop \(integer) NOT NULL,
            id \(text) NOT NULL,
            taken_at \(integer) NOT NULL,
            PRIMARY KEY (shop, id)
        )\(strict)
        """,
        "CREATE INDEX shop_message_taken ON shop_message (taken_at)",
        // The newest word on a sale as a whole; by its time, not by its arrival.
        """
        CREATE TABLE sale (
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            kind \(integer) NOT NULL CHECK (kind IN (0, 1, 2)),
            id \(text) NOT NULL,
            standing \(integer) NOT NULL CHECK (standing IN (0, 1, 2)),
            occurred_us \(integer) NOT NULL,
            benefits \(text),
            ends_at \(integer),
            PRIMARY KEY (organization_id, kind, id)
        )\(strict)
        """,
        "CREATE INDEX sale_end ON sale (ends_at) WHERE ends_at IS NOT NULL",
        // The newest word on one benefit of a sale, and whether the sale's hold has disabled
        // its license.
        """
        CREATE TABLE sale_benefit (
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            kind \(integer) NOT NULL CHECK (kind IN (0, 1, 2)),
            sale \(text) NOT NULL,
            benefit_id \(blob) NOT NULL REFERENCES benefit (id),
            standing \(integer) CHECK (standing IN (0, 1, 2)),
            occurred_us \(integer),
            is_held \(integer) NOT NULL DEFAULT 0 CHECK (is_held IN (0, 1)),
            PRIMARY KEY (organization_id, kind, sale, benefit_id)
        )\(strict)
        """,
    ]
}

private func letterTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE letter_template (
            benefit_id \(blob) NOT NULL PRIMARY KEY REFERENCES benefit (id),
            subject \(text) NOT NULL,
            plain \(text) NOT NULL,
            html \(text)
        )\(strict)
        """,
        // 0: waits; 1: is being sent; 2: was sent; 3: was given up.
        """
        CREATE TABLE letter (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            license_id \(blob) NOT NULL REFERENCES license (id),
            state \(integer) NOT NULL CHECK (state IN (0, 1, 2, 3)),
            attempts \(integer) NOT NULL DEFAULT 0,
            queued_at \(integer) NOT NULL,
            due_at \(integer) NOT NULL,
            changed_at \(integer) NOT NULL,
            fault \(text)
        )\(strict)
        """,
        "CREATE INDEX letter_due ON letter (state, due_at)",
        "CREATE INDEX letter_license ON letter (license_id, queued_at)",
    ]
}
