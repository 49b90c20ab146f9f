import Foundation
import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Synchronization
import Testing

@testable import SQLDatabase

@Suite(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
struct `A PostgreSQL database` {
    private static func withURL(_ body: (PostgresURL) throws -> Void) throws {
        try TestDatabase.with(.postgreSQL) { test in
            guard case .postgreSQL(let url) = test.url else { return }
            try body(url)
        }
    }

    /// The URL with a parameter of another value.
    private static func url(_ url: PostgresURL, _ name: String, _ value: String) -> PostgresURL {
        PostgresURL(
            parameters: url.parameters.filter { $0.name != name } + [
                PostgresURL.Parameter(name: name, value: value)
            ])
    }

    private static func setting(
        _ database: some Database, _ sql: String
    ) throws(SQLError) -> String? {
        try database.read { (reader) throws(SQLError) in
            try reader.row("SELECT (\(sql))::text AS value") { (row) throws(SQLError) in
                try row.text("value")
            }
        }
    }

    @Test func `is written to as if there were no other, and read as one state`() throws {
        try Self.withURL { (url) throws in
            let database = try PostgresDatabase(url, connections: 1)
            let isolation = "current_setting('transaction_isolation')"
            #expect(try Self.setting(database, isolation) == "repeatable read")
            let level = try database.write { (writer) throws(SQLError) in
                try writer.row("SELECT \(isolation) AS level") { (row) throws(SQLError) in
                    try row.text("level")
                }
            }
            #expect(level == "serializable")
        }
    }

    @Test func `is refused when the server does not promise what is committed`() throws {
        try Self.withURL { (url) throws in
            let options = url.value("options") + " -csynchronous_commit=off"
            #expect(throws: SQLError.notDurable(setting: "synchronous_commit=on")) {
                try PostgresDatabase(Self.url(url, "options", options))
            }
        }
    }

    @Test func `does not tell the password when it is wrong`() throws {
        try Self.withURL { (url) throws in
            let wrong = Self.url(url, "password", "open sesame")
            let error = #expect(throws: SQLError.cannotConnect(.refused)) {
                try PostgresDatabase(wrong)
            }
            var dumped = ""
            dump(wrong, to: &dumped)
            for text in ["\(wrong)", dumped, "\(error?.description ?? "")", "\(wrong as Any)"] {
                #expect(!text.contains("sesame"))
            }
        }
    }

    @Test func `that is not there is refused by its cause`() throws {
        try Self.withURL { (url) throws in
            #expect(throws: SQLError.cannotConnect(.refused)) {
                try PostgresDatabase(Self.url(url, "dbname", "nowhere"))
            }
            #expect(throws: SQLError.cannotConnect(.noAnswer)) {
                try PostgresDatabase(Self.url(url, "port", "1"))
            }
        }
    }

    @Test func `is reached with the encryption that the URL asks for`() throws {
        try Self.withURL { (url) throws in
            guard url.value("sslmode") == "verify-full" else { return }
            let used = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            #expect(try Self.setting(PostgresDatabase(url), used) == "true")
            let plain = Self.url(url, "sslmode", "disable")
            #expect(try Self.setting(PostgresDatabase(plain), used) == "false")
            // Its certificate is for localhost.
            #expect(throws: SQLError.cannotConnect(.noAnswer)) {
                try PostgresDatabase(Self.url(url, "host", "127.0.0.1"))
            }
            #expect(throws: SQLError.cannotConnect(.noAnswer)) {
                try PostgresDatabase(Self.url(url, "sslrootcert", "/nowhere/root.crt"))
            }
        }
    }

    @Test func `lends its connections in the order in which one asks`() throws {
        try Self.withURL { (url) throws in
            let database = try PostgresDatabase(url, connections: 1)
            let isHeld = DispatchSemaphore(value: 0)
            let release = DispatchSemaphore(value: 0)
            let order = Mutex<[Int]>([])
            let results = concurrently(6) { number in
                if number == 1 { isHeld.wait() }
                while number > 0, database.waitingCallers != number - 1 { sched_yield() }
                try database.read { (_) throws(SQLError) in
                    if number == 0 {
                        isHeld.signal()
                        while database.waitingCallers != 5 { sched_yield() }
                    }
                    order.withLock { $0.append(number) }
                    release.signal()
                }
            }
            for result in results { try result.get() }
            #expect(order.withLock { $0 } == [0, 1, 2, 3, 4, 5])
        }
    }

    @Test func `is busy when no connection comes free in time`() throws {
        try Self.withURL { (url) throws in
            let database = try PostgresDatabase(
                url, connections: 1, waitLimit: .milliseconds(30))
            try database.read { (_) throws(SQLError) in
                #expect(throws: SQLError.busy) { try Self.setting(database, "SELECT 1") }
                #expect(throws: SQLError.busy) { try database.run("SELECT 1") }
            }
            #expect(try Self.setting(database, "SELECT 1") == "1")
        }
    }

    @Test func `is busy when another program keeps the lock`() throws {
        try Self.withURL { (url) throws in
            let other = try PostgresDatabase(url, connections: 1)
            let database = try PostgresDatabase(
                url, connections: 1, waitLimit: .milliseconds(30))
            try other.write { (writer) throws(SQLError) in
                try writer.run("CREATE TABLE thing (id BIGINT PRIMARY KEY)", [])
                #expect(throws: SQLError.busy) { try database.run("SELECT 1") }
                // Who needs no lock is not held up.
                _ = try database.writeConcurrently { (writer) throws(SQLError) in
                    try writer.run("SELECT 1", [])
                }
            }
            try database.run("INSERT INTO thing (id) VALUES (1)")
        }
    }

    @Test func `keeps a bounded number of prepared statements`() throws {
        try Self.withURL { (url) throws in
            let database = try PostgresDatabase(url, connections: 1)
            for round in 0..<2 {
                for number in 0..<300 {
                    let value = try Self.setting(database, "SELECT \(number)")
                    #expect(value == "\(number)", "in round \(round)")
                }
            }
            let count = try Self.setting(database, "SELECT count(*) FROM pg_prepared_statements")
            #expect(Int(count ?? "") ?? .max < 300)
        }
    }

    @Test func `notices that another program has changed its tables`() throws {
        try Self.withURL { (url) throws in
            let (database, other) = (
                try PostgresDatabase(url, connections: 1), try PostgresDatabase(url, connections: 1)
            )
            try other.run("CREATE TABLE thing (id BIGINT PRIMARY KEY)")
            try other.run("INSERT INTO thing (id) VALUES (5)")
            func read() throws -> [Int64] {
                try database.read { (reader) throws(SQLError) in
                    try reader.rows("SELECT * FROM thing") { (row) throws(SQLError) in
                        try row.integer("id")
                    }
                }
            }
            #expect(try read() == [5])
            try other.run("ALTER TABLE thing ADD COLUMN word TEXT")
            #expect(try read() == [5])
        }
    }
}
