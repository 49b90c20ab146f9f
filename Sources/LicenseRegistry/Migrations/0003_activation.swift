import SQLDatabase

extension Migration {
    /// Which devices have seats.
    static let activation = Migration(
        number: 3, name: "0003_activation",
        sqlite: activationTables(
            blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: activationTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func activationTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        """
        CREATE TABLE activation (
            id \(blob) NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            license_id \(blob) NOT NULL REFERENCES license (id),
            device_key \(blob) NOT NULL CHECK (length(device_key) = 32),
            label \(text) NOT NULL,
            activated_at \(integer) NOT NULL,
            lease_end_at \(integer),
            deactivated_at \(integer)
        )\(strict)
        """,
        """
        CREATE UNIQUE INDEX activation_device ON activation (license_id, device_key)
            WHERE deactivated_at IS NULL
        """,
    ]
}
