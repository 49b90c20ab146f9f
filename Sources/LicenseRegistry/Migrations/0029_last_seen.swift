import SQLDatabase

extension Migration {
    /// When each device sent its last message.
    static let lastSeen = Migration(
        number: 29, name: "0029_last_seen", sqlite: seenColumn(integer: "INTEGER"),
        postgreSQL: seenColumn(integer: "BIGINT"))
}

private func seenColumn(integer: String) -> [String] {
    [
        "ALTER TABLE activation ADD COLUMN seen_at \(integer) NOT NULL DEFAULT 0",
        // Of devices before this nobody knows more than that they were activated.
        "UPDATE activation SET seen_at = activated_at",
        "CREATE INDEX activation_seen ON activation (seen_at) WHERE deactivated_at IS NULL",
    ]
}
