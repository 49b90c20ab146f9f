import SQLDatabase

extension Migration {
    /// What finds and lists customers among a million without looking at all of them.
    ///
    /// Each index has the order in which its rows are asked for: a database that knows nothing of what
    /// a table holds takes the index of the order, and walks a whole organization for one address.
    static let customerLists = Migration(
        number: 81, name: "0081_customer_lists", sqlite: customerIndexes(collation: ""),
        postgreSQL: customerIndexes(collation: " COLLATE \"C\""))

    private static func customerIndexes(collation: String) -> [String] {
        [
            "DROP INDEX customer_mailbox",
            """
            CREATE INDEX customer_mailbox
                ON customer (organization_id, mailbox, created_at, created_us, id)
            """,
            "DROP INDEX customer_created",
            """
            CREATE INDEX customer_created
                ON customer (organization_id, created_at, created_us, id)
                WHERE deleted_at IS NULL
            """,
        ]
            + ["name", "email"].map { "DROP INDEX customer_\($0)_start" }
            + [("name", "name"), ("email", "email"), ("external", "external_id")].map {
                name, column in
                """
                CREATE INDEX customer_\(name)_start
                    ON customer (organization_id, (lower(\(column))\(collation)), id)
                    WHERE deleted_at IS NULL AND \(column) IS NOT NULL
                """
            }
    }
}
