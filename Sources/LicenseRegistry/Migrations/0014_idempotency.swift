import SQLDatabase

extension Migration {
    /// Answers that are kept to be given again, and what pages of keys and seats are read by.
    static let idempotency = Migration(
        number: 14, name: "0014_idempotency",
        sqlite: idempotencyTables(
            blob: "BLOB", integer: "INTEGER", text: "TEXT", strict: " STRICT"),
        postgreSQL: idempotencyTables(
            blob: "BYTEA", integer: "BIGINT", text: "TEXT COLLATE \"C\"", strict: ""))
}

private func idempotencyTables(
    blob: String, integer: String, text: String, strict: String
) -> [String] {
    [
        // A row without a status is a request that is worked on, or was when its node died. One
        // with a status and without octets has been answered with a secret, which is not kept.
        """
        CREATE TABLE kept_answer (
            digest \(blob) NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            request_digest \(blob) NOT NULL CHECK (length(request_digest) = 32),
            reserved_at \(integer) NOT NULL,
            ends_at \(integer) NOT NULL,
            status \(integer) CHECK (status BETWEEN 100 AND 999),
            headers \(text),
            octets \(blob),
            CHECK (status IS NOT NULL OR (headers IS NULL AND octets IS NULL))
        )\(strict)
        """,
        "CREATE INDEX kept_answer_end ON kept_answer (ends_at)",
        "CREATE INDEX seat_page ON seat (taken_at, id)",
        "CREATE INDEX activation_page ON activation (activated_at, id)",
    ]
}
