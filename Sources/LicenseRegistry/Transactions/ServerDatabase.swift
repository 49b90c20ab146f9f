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
            let number = try reading.value(
                Int64.self,
                """
                SELECT CAST(oid AS BIGINT) AS number FROM pg_database
                WHERE datname = current_database()
                """)
        else { return nil }
        // To ask without the right to would end the transaction.
        let mayAsk = try reading.exists(
            "SELECT 1 AS known WHERE has_function_privilege('pg_control_system()', 'EXECUTE')")
        self.number = number
        cluster =
            mayAsk
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
