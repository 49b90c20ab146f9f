import SQLDatabase

extension Migration {
    /// The microseconds of the moments at which things were made, which tell those of one second apart.
    ///
    /// What is there already keeps its whole second: nobody knows more of it.
    static let moments = Migration(
        number: 32, name: "0032_moments", sqlite: momentColumns(integer: "INTEGER"),
        postgreSQL: momentColumns(integer: "BIGINT"))
}

private func momentColumns(integer: String) -> [String] {
    let columns = [
        ("benefit", "created_us"), ("customer", "created_us"), ("license", "created_us"),
        ("license_grant", "created_us"), ("webhook_endpoint", "created_us"),
        ("seat", "taken_us"),
    ]
    return columns.map { table, column in
        """
        ALTER TABLE \(table) ADD COLUMN \(column) \(integer) NOT NULL DEFAULT 0
            CHECK (\(column) BETWEEN 0 AND 999999)
        """
    }
}
