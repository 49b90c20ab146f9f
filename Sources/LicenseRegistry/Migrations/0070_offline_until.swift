import SQLDatabase

extension Migration {
    /// Until when a device may go on offline whose seat others have given up for it.
    static let offlineUntil = Migration(
        number: 70, name: "0070_offline_until", sqlite: offlineColumn(integer: "INTEGER"),
        postgreSQL: offlineColumn(integer: "BIGINT"))

    private static func offlineColumn(integer: String) -> [String] {
        [
            // Null: it has its seat, or has said itself that it gives it back, or its lease has ended.
            "ALTER TABLE activation ADD COLUMN offline_until \(integer)",
            // Who has given up the others is not known; a device's own word settles its units.
            """
            UPDATE activation SET offline_until = coalesce(lease_end_at, 253402300799)
            WHERE deactivated_at IS NOT NULL
                AND (kept_until IS NOT NULL OR units_ceiling > units_used OR standing = 3)
            """,
        ]
    }
}
