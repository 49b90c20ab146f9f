import Foundation
import LicensePostgres
import LicenseTestSupport
import Testing

@testable import SQLDatabase

/// The two databases under one set of rules.
enum Driver: String, CustomTestStringConvertible, Sendable {
    case sqlite = "SQLite"
    case postgreSQL = "PostgreSQL"

    /// Those that can be tested here: PostgreSQL where `LATCHKEY_POSTGRES` holds a server's URL.
    static let available: [Driver] = server == nil ? [.sqlite] : [.sqlite, .postgreSQL]
    static let server = ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES"]

    var testDescription: String { rawValue }
}

/// An empty database, which is gone after the test.
struct TestDatabase: Sendable {
    let driver: Driver
    /// The URL with all that one needs to be let in.
    let text: String
    let url: DatabaseURL

    private init(_ driver: Driver, _ text: String) throws {
        self.driver = driver
        self.text = text
        url = try DatabaseURL(text)
    }

    /// Opens it once more, as another program would.
    func open(connections: Int = 4) throws -> any Database {
        try url.open(connections: connections)
    }

    /// The path of a database that is a file.
    var path: String {
        guard case .sqlite(let path) = url else { return "" }
        return path
    }

    @discardableResult
    static func with<Result>(
        _ driver: Driver, _ body: (TestDatabase) throws -> Result
    ) throws -> Result {
        switch driver {
        case .sqlite:
            try withTemporaryDirectory { directory in
                try body(TestDatabase(driver, "sqlite:\(directory)/r.sqlite"))
            }
        case .postgreSQL: try withSchema(body)
        }
    }

    private static func withSchema<Result>(
        _ body: (TestDatabase) throws -> Result
    ) throws -> Result {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        let server = try #require(Driver.server)
        let admin = try DatabaseURL(server).open(connections: 1)
        try admin.run("CREATE SCHEMA \(name)")
        defer {
            // A test that fails may leave a connection that holds on to the tables.
            _ = try? admin.run("DROP SCHEMA \(name) CASCADE")
        }
        let url = server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name)"
        return try body(TestDatabase(.postgreSQL, url))
    }
}

extension Database {
    /// How many callers wait for their turn to write.
    var waitingWrites: Int {
        (self as? SQLiteDatabase)?.waitingWrites ?? (self as? PostgresDatabase)?.waitingWrites ?? 0
    }

    /// Runs one statement as a write of its own.
    @discardableResult
    func run(_ statement: String, _ values: [SQLValue] = []) throws(SQLError) -> Int {
        try write { (writer) throws(SQLError) in try writer.run(statement, values) }
    }
}

extension Database {
    /// Lets every transaction fail that writes to the audit log.
    func forbidAuditRecords() throws(SQLError) {
        switch dialect {
        case .sqlite:
            try run(
                """
                CREATE TRIGGER failing BEFORE INSERT ON audit_record
                BEGIN SELECT RAISE(ABORT, 'no'); END
                """)
        case .postgreSQL:
            try run("ALTER TABLE audit_record ADD CHECK (sequence < 0) NOT VALID")
        }
    }
}

@Suite struct `The server for tests` {
    @Test(
        .enabled(
            if: Driver.server != nil,
            "LATCHKEY_POSTGRES is not set, so nothing was tested on PostgreSQL"))
    func `is there, and every test ran on both databases`() throws {
        try TestDatabase.with(.postgreSQL) { database in
            let answer = try database.open().read { (reader) throws(SQLError) in
                try reader.rows("SELECT 6 * 7 AS answer") { (row) throws(SQLError) in
                    try row.integer("answer")
                }
            }
            #expect(answer == [42])
        }
    }
}
