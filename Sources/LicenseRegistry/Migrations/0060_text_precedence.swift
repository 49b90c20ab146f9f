import SQLDatabase

extension Migration {
    /// A text that several organizations know is, where none is named, that of who had it first.
    static let textPrecedence = Migration(
        number: 60, name: "0060_text_precedence",
        sqlite: textPrecedenceColumn(integer: "INTEGER"),
        postgreSQL: textPrecedenceColumn(integer: "BIGINT"))
}

private func textPrecedenceColumn(integer: String) -> [String] {
    [
        "ALTER TABLE license_text ADD COLUMN precedence \(integer) NOT NULL DEFAULT 1",
        """
        UPDATE license_text SET precedence = 1 + (
            SELECT count(*) FROM license_text AS earlier
                JOIN license AS theirs ON theirs.id = earlier.license_id
                JOIN license AS own ON own.id = license_text.license_id
            WHERE earlier.digest = license_text.digest AND theirs.sequence < own.sequence)
        """,
        "CREATE UNIQUE INDEX license_text_precedence ON license_text (digest, precedence)",
    ]
}
