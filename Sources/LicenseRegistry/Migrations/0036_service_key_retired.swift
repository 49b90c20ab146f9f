import SQLDatabase

extension Migration {
    /// When another key took the place of a key that a service signs with.
    static let serviceKeyRetired = Migration(
        number: 36, name: "0036_service_key_retired",
        sqlite: ["ALTER TABLE service_key ADD COLUMN retired_at INTEGER"],
        postgreSQL: ["ALTER TABLE service_key ADD COLUMN retired_at BIGINT"])
}
