import SQLDatabase

/// How connections are made: what libpq is told, and what the server must promise.
struct PostgresSession: Sendable {
    private let parameters: [PostgresURL.Parameter]
    /// What the server must say that a statement may take, in milliseconds; nil for whatever it says.
    private let statementTime: Int64?
    private let watch: PostgresWatch?

    /// - Parameters:
    ///   - waitLimit: how long one waits for another's lock.
    ///   - statementLimit: how long a statement may take; nil for any time.
    init(_ url: PostgresURL, waitLimit: Duration, statementLimit: Duration?) {
        var parameters = url.parameters
        let statementTime = statementLimit.map { Self.milliseconds($0) }
        // A program that stops in the middle does not keep the others from their turn for long. The
        // URL's own options come last, and so prevail.
        let options = parameters.first { $0.name == "options" }?.value ?? ""
        parameters.removeAll { $0.name == "options" }
        self.statementTime = options.contains("statement_timeout") ? nil : statementTime
        // The server is to be the one that ends a statement, so it gets more time than it needs.
        watch = statementLimit.map { PostgresWatch(limit: waitLimit + $0 * 1.5) }
        parameters.append(
            PostgresURL.Parameter(
                name: "options",
                value: "-c lock_timeout=\(Self.milliseconds(waitLimit)) "
                    + (statementTime.map { "-c statement_timeout=\($0) " } ?? "")
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

    func connect() throws(SQLError) -> PostgresConnection {
        let connection = try PostgresConnection(parameters, watch: watch)
        do {
            try check(connection)
        } catch {
            throw error.sqlError
        }
        return connection
    }

    private static func milliseconds(_ span: Duration) -> Int64 {
        max(1, Int64(span / .milliseconds(1)))
    }

    /// Reads back what durability rests on, as the driver for SQLite does, and that the server keeps
    /// the time: a pooler between may have dropped what it was told.
    private func check(_ connection: PostgresConnection) throws(PostgresFault) {
        var problem: SQLError?
        _ = try connection.execute(
            """
            SELECT current_setting('fsync') AS fsync,
                current_setting('full_page_writes') AS full_page_writes,
                current_setting('synchronous_commit') AS synchronous_commit,
                current_setting('server_encoding') AS server_encoding,
                (SELECT setting FROM pg_settings WHERE name = 'statement_timeout')
                    AS statement_timeout
            """, each: [[]]
        ) { (row) throws(SQLError) in
            for setting in ["fsync", "full_page_writes", "synchronous_commit"]
            where try row.text(setting) == "off" {
                problem = .notDurable(setting: "\(setting)=on")
            }
            if let statementTime, try row.text("statement_timeout") != "\(statementTime)" {
                problem = .notDurable(setting: "statement_timeout=\(statementTime)")
            }
            if try row.text("server_encoding") != "UTF8" { problem = .cannotConnect(.encoding) }
        }
        if let problem { throw .statement(problem) }
    }
}

extension PostgresConnection {
    /// What became of a transaction: `committed`, `aborted` or `in progress`; nil when it is so
    /// long ago that the server has forgotten.
    func status(ofTransaction number: UInt64) throws(SQLError) -> String? {
        var status: String?
        do {
            _ = try execute(
                "SELECT pg_xact_status($1::text::xid8) AS status", each: [[.text(String(number))]]
            ) { (row) throws(SQLError) in status = try row.optionalText("status") }
        } catch {
            throw error.sqlError
        }
        return status
    }
}
