import LicenseStore

/// How connections are made: what libpq is told, and what the server must promise.
struct PostgresSession: Sendable {
    private let parameters: [PostgresURL.Parameter]

    init(_ url: PostgresURL, waitLimit: Duration) {
        var parameters = url.parameters
        let milliseconds = max(1, Int(waitLimit / .milliseconds(1)))
        // A program that stops in the middle does not keep the others from their turn for long. The
        // URL's own options come last, and so prevail.
        let options = parameters.first { $0.name == "options" }?.value ?? ""
        parameters.removeAll { $0.name == "options" }
        parameters.append(
            PostgresURL.Parameter(
                name: "options",
                value: "-c lock_timeout=\(milliseconds) "
                    + "-c idle_in_transaction_session_timeout=30000 " + options))
        for (name, value) in Self.defaults where !parameters.contains(where: { $0.name == name }) {
            parameters.append(PostgresURL.Parameter(name: name, value: value))
        }
        self.parameters = parameters
    }

    /// A server that is gone without a word is noticed within half a minute.
    private static let defaults = [
        ("application_name", "latchkey"), ("client_encoding", "UTF8"), ("connect_timeout", "5"),
        ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "20000"), ("target_session_attrs", "read-write"),
    ]

    func connect() throws(StoreError) -> PostgresConnection {
        let connection = try PostgresConnection(parameters)
        do {
            try check(connection)
        } catch {
            throw error.storeError
        }
        return connection
    }

    /// Reads back what durability rests on, as the driver for SQLite does.
    private func check(_ connection: PostgresConnection) throws(PostgresFault) {
        var problem: StoreError?
        _ = try connection.execute(
            """
            SELECT current_setting('fsync') AS fsync,
                current_setting('full_page_writes') AS full_page_writes,
                current_setting('synchronous_commit') AS synchronous_commit,
                current_setting('server_encoding') AS server_encoding
            """, each: [[]]
        ) { (row) throws(StoreError) in
            for setting in ["fsync", "full_page_writes", "synchronous_commit"]
            where try row.text(setting) == "off" {
                problem = .notDurable(setting: "\(setting)=on")
            }
            if try row.text("server_encoding") != "UTF8" { problem = .cannotConnect(.encoding) }
        }
        if let problem { throw .statement(problem) }
    }
}

extension PostgresConnection {
    /// What became of a transaction: `committed`, `aborted` or `in progress`; nil when it is so
    /// long ago that the server has forgotten.
    func status(ofTransaction number: UInt64) throws(StoreError) -> String? {
        var status: String?
        do {
            _ = try execute(
                "SELECT pg_xact_status($1::text::xid8) AS status", each: [[.text(String(number))]]
            ) { (row) throws(StoreError) in status = try row.optionalText("status") }
        } catch {
            throw error.storeError
        }
        return status
    }
}
