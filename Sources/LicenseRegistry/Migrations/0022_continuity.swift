import SQLDatabase

extension Migration {
    /// What a registry that was restored must know: which one it is, how often it was resumed, up to
    /// where numbers are taken, and what lists said of licenses that it has lost.
    static let continuity = Migration(
        number: 22, name: "0022_continuity",
        sqlite: continuityTables(
            blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: continuityTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func continuityTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        // One row, made when the registry first leaves a mark.
        """
        CREATE TABLE registry_standing (
            single \(integer) NOT NULL PRIMARY KEY CHECK (single = 1),
            registry_id \(blob) NOT NULL CHECK (length(registry_id) = 16),
            epoch \(integer) NOT NULL CHECK (epoch >= 0),
            promises \(integer) NOT NULL CHECK (promises >= 0),
            marked_at \(integer),
            behind_at \(integer),
            behind_reason \(text) NOT NULL,
            resumed_at \(integer),
            moved_at \(integer),
            moved_to \(text) NOT NULL
        )\(strict)
        """,
        // The next list of a shard has a higher number.
        """
        ALTER TABLE status_shard ADD COLUMN list_floor \(integer) NOT NULL DEFAULT 0
            CHECK (list_floor >= 0)
        """,
        // A license of an earlier epoch may have promised more than is known here.
        "ALTER TABLE license ADD COLUMN epoch \(integer) NOT NULL DEFAULT 0",
        """
        CREATE TABLE lost_status (
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            status_index \(integer) NOT NULL CHECK (status_index BETWEEN 0 AND 4294967295),
            state \(integer) NOT NULL CHECK (state IN (1, 2)),
            PRIMARY KEY (organization_id, status_index)
        )\(strict)
        """,
        """
        CREATE TABLE unknown_token (
            digest \(blob) NOT NULL PRIMARY KEY CHECK (length(digest) = 16),
            organization_id \(blob) NOT NULL REFERENCES organization (id),
            license_id \(blob) NOT NULL CHECK (length(license_id) = 16),
            octets \(blob) NOT NULL,
            seen_at \(integer) NOT NULL
        )\(strict)
        """,
    ]
}
