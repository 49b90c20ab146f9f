import SQLDatabase

extension Migration {
    /// What a shop shows of its benefits and customers, and the sessions in which customers look at
    /// their own licenses.
    static let polar = Migration(
        number: 13, name: "0013_polar",
        sqlite: polarTables(blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: polarTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func polarTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        // Absent: its name says enough.
        "ALTER TABLE benefit ADD COLUMN description \(text)",
        // 0: public; 1: private; 2: draft.
        """
        ALTER TABLE benefit ADD COLUMN visibility \(integer) NOT NULL DEFAULT 0
            CHECK (visibility IN (0, 1, 2))
        """,
        "ALTER TABLE benefit ADD COLUMN metadata \(text)",
        // The prefix as it was written, before it became one that a key can have.
        "ALTER TABLE benefit ADD COLUMN brand \(text)",
        """
        ALTER TABLE benefit ADD COLUMN shows_seats \(integer) NOT NULL DEFAULT 0
            CHECK (shows_seats IN (0, 1))
        """,
        "ALTER TABLE benefit ADD COLUMN deleted_at \(integer)",
        """
        ALTER TABLE customer ADD COLUMN is_team \(integer) NOT NULL DEFAULT 0
            CHECK (is_team IN (0, 1))
        """,
        "CREATE INDEX customer_created ON customer (organization_id, created_at)",
        // A new token of a license is issued later than the license itself.
        "ALTER TABLE license ADD COLUMN created_at \(integer) NOT NULL DEFAULT 0",
        "UPDATE license SET created_at = issued_at",
        """
        CREATE TABLE customer_session (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            customer_id \(blob) NOT NULL REFERENCES customer (id),
            secret_digest \(blob) NOT NULL CHECK (length(secret_digest) = 32),
            return_url \(text),
            created_at \(integer) NOT NULL,
            expires_at \(integer) NOT NULL
        )\(strict)
        """,
        "CREATE INDEX customer_session_end ON customer_session (expires_at)",
    ]
}
