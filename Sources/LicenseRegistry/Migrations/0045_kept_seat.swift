import SQLDatabase

extension Migration {
    /// Until when a seat that was given up without its device's own word stays taken.
    static let keptSeat = Migration(
        number: 45, name: "0045_kept_seat", sqlite: keptColumn(integer: "INTEGER"),
        postgreSQL: keptColumn(integer: "BIGINT"))

    private static func keptColumn(integer: String) -> [String] {
        [
            "ALTER TABLE activation ADD COLUMN kept_until \(integer)",
            """
            CREATE INDEX activation_kept ON activation (license_id, kept_until)
                WHERE kept_until IS NOT NULL
            """,
        ]
    }
}
