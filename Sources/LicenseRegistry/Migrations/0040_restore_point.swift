import SQLDatabase

extension Migration {
    /// Up to where a restored registry knew its past, and whether it was moved to where it is.
    static let restorePoint = Migration(
        number: 40, name: "0040_restore_point",
        sqlite: restorePointColumns(integer: "INTEGER"),
        postgreSQL: restorePointColumns(integer: "BIGINT"))

    private static func restorePointColumns(integer: String) -> [String] {
        [
            // The last audit record when it was found behind; later ones are of after the restore.
            "ALTER TABLE registry_standing ADD COLUMN restored_records \(integer)",
            // Its file may be another one than the mark knows.
            """
            ALTER TABLE registry_standing ADD COLUMN is_moved_in \(integer) NOT NULL DEFAULT 0
                CHECK (is_moved_in IN (0, 1))
            """,
        ]
    }
}
