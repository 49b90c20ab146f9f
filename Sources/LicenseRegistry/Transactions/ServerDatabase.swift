import SQLDatabase

/// Which database of which server a registry is in, whatever it is called and whatever is in it.
///
/// A copy has another one: one that was made with it as the template, and a dump that was restored
/// into another database or on another server. A database that was renamed has the same, as has a
/// server's standby; a server that is copied whole, as files, has the same databases.
struct ServerDatabase: Equatable {
    /// Names the server's data; nil where the registry's user may not ask.
    let cluster: Int64?
    /// Names the database in it, and never another one.
    let number: Int64

    /// Asks the server; nil for a file.
    init?(_ reading: any Reading, _ dialect: SQLDialect) throws(RegistryError) {
        guard dialect == .postgreSQL,
            let found = try reading.rows(
                """
                SELECT CAST(oid AS BIGINT) AS number,
                    CAST(CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
                        THEN 1 ELSE 0 END AS BIGINT) AS may_ask
                FROM pg_database WHERE datname = current_database()
                """, [],
                { (row) throws(SQLError) in
                    (number: try row.integer("number"), mayAsk: try row.integer("may_ask") == 1)
                }
            ).first
        else { return nil }
        number = found.number
        // To ask without the right to would end the transaction.
        cluster =
            found.mayAsk
            ? try reading.value(
                Int64.self, "SELECT system_identifier FROM pg_control_system()") : nil
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[1]) else { return nil }
        cluster = Int64(parts[0])
        self.number = number
    }

    var text: String { (cluster.map { "\($0)" } ?? "") + "/\(number)" }

    /// Whether it is another one, as far as both know which they are.
    func differs(from other: ServerDatabase) -> Bool {
        if let cluster, let theirs = other.cluster, cluster != theirs { return true }
        return number != other.number
    }
}
