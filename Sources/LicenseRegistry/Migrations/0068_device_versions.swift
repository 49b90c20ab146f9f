import SQLDatabase

extension Migration {
    /// How new the lists and bundles are that devices hold, and when a seat was validated online.
    static let deviceVersions = Migration(
        number: 68, name: "0068_device_versions", sqlite: versionColumns(integer: "INTEGER"),
        postgreSQL: versionColumns(integer: "BIGINT"))

    private static func versionColumns(integer: String) -> [String] {
        [
            // Null: no report has said so.
            "ALTER TABLE activation ADD COLUMN held_bundle \(integer)",
            "ALTER TABLE activation ADD COLUMN held_list \(integer)",
            // Null: not since it was taken.
            "ALTER TABLE seat ADD COLUMN seen_at \(integer)",
        ]
    }
}
