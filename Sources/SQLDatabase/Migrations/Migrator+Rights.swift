extension Migrator {
    /// Throws where the user that the program is for the database may not do with the tables what it
    /// will have to do.
    ///
    /// - Parameter toMigrate: whether tables are to be changed and made, which only their owner may.
    package func checkRights(
        in database: some Database, toMigrate: Bool
    ) throws(SQLError) {
        if database.dialect == .postgreSQL {
            let refused = try database.read { (reader) throws(SQLError) in
                try reader.values(String.self, toMigrate ? Self.notOwned : Self.notWritable)
            }
            guard refused.isEmpty else { throw .noRights(tables: refused) }
        }
        // A file or a server that takes no writes says so at the first one; this one does nothing.
        try database.write { (writer) throws(SQLError) in
            _ = try writer.run("DELETE FROM migration WHERE number < 0", [])
        }
    }

    private static let notWritable = """
        SELECT c.relname::text AS name FROM pg_catalog.pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
            AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
        ORDER BY 1
        """

    private static let notOwned = """
        SELECT c.relname::text AS name FROM pg_catalog.pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
            AND NOT pg_has_role(c.relowner, 'USAGE')
        UNION ALL
        SELECT 'schema ' || current_schema()::text
        WHERE NOT has_schema_privilege(current_schema(), 'CREATE')
        ORDER BY 1
        """
}
