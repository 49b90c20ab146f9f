import SQLDatabase

extension Migration {
    /// What devices report, and what they were answered.
    static let deviceSync = Migration(
        number: 4, name: "0004_device_sync",
        sqlite: deviceSyncTables(blob: "BLOB", integer: "INTEGER", strict: " STRICT"),
        postgreSQL: deviceSyncTables(blob: "BYTEA", integer: "BIGINT", strict: ""))
}

private func deviceSyncTables(
    blob: String, integer: String, strict: String
) -> [String] {
    [
        // Answers for one license come one after another: each takes the license's row first.
        "ALTER TABLE license ADD COLUMN answers \(integer) NOT NULL DEFAULT 0",
        "ALTER TABLE activation ADD COLUMN request_digest \(blob)",
        "ALTER TABLE activation ADD COLUMN standing \(integer) NOT NULL DEFAULT 0",
        "ALTER TABLE activation ADD COLUMN fork_evidence TEXT",
        """
        ALTER TABLE activation ADD COLUMN units_used \(integer) NOT NULL DEFAULT 0
            CHECK (units_used >= 0)
        """,
        // The sum over a license is what was granted of its units (never taken down).
        """
        ALTER TABLE activation ADD COLUMN units_ceiling \(integer) NOT NULL DEFAULT 0
            CHECK (units_ceiling >= units_used)
        """,
        "ALTER TABLE activation ADD COLUMN fingerprint \(blob)",
        "ALTER TABLE activation ADD COLUMN conditions \(blob)",
        "ALTER TABLE activation ADD COLUMN notes \(blob)",
        "ALTER TABLE activation ADD COLUMN report_sequence \(integer)",
        "ALTER TABLE activation ADD COLUMN report_journal \(blob)",
        "ALTER TABLE activation ADD COLUMN acknowledged \(integer)",
        "ALTER TABLE activation ADD COLUMN resets \(integer) NOT NULL DEFAULT 0",
        "UPDATE activation SET standing = 2 WHERE deactivated_at IS NOT NULL",
        """
        CREATE TABLE activation_usage (
            activation_id \(blob) NOT NULL REFERENCES activation (id),
            meter \(integer) NOT NULL,
            units \(integer) NOT NULL CHECK (units >= 0),
            reported \(integer) NOT NULL CHECK (reported >= 0),
            PRIMARY KEY (activation_id, meter)
        )\(strict)
        """,
        """
        CREATE TABLE device_message (
            activation_id \(blob) NOT NULL REFERENCES activation (id),
            sequence \(integer) NOT NULL,
            message_digest \(blob) CHECK (length(message_digest) = 16),
            receipt_digest \(blob) CHECK (length(receipt_digest) = 16),
            receipt \(blob),
            PRIMARY KEY (activation_id, sequence)
        )\(strict)
        """,
    ]
}
