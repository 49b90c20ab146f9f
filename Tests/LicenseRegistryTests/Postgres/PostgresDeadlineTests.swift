import Foundation
import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Testing

@testable import SQLDatabase

/// A server that takes its time, and a caller who has not so much.
@Suite(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
struct `A PostgreSQL statement that takes too long` {
    private static func impatient(
        _ url: DatabaseURL, waitLimit: Duration = .seconds(20)
    ) throws -> PostgresDatabase {
        guard case .postgreSQL(let url) = url else { throw SQLError.cannotOpen }
        return try PostgresDatabase(
            url, connections: 2, waitLimit: waitLimit, statementLimit: .milliseconds(300))
    }

    @Test func `is given up, and the next one is answered`() throws {
        try TestDatabase.with(.postgreSQL) { (test) throws in
            let database = try Self.impatient(test.url)
            #expect(throws: SQLError.timedOut) {
                try database.read { (reader) throws(SQLError) in
                    _ = try reader.rows("SELECT 1 FROM pg_sleep(600)") { _ in }
                }
            }
            let answer = try database.read { (reader) throws(SQLError) in
                try reader.row("SELECT 42 AS answer") { (row) throws(SQLError) in
                    try row.integer("answer")
                }
            }
            #expect(answer == 42)
        }
    }

    @Test func `because another session holds its rows, changes nothing`() throws {
        try `A database`.withTable(.postgreSQL) { (test, other) throws in
            try other.run("INSERT INTO thing (id) VALUES (1)")
            let database = try Self.impatient(test.url)
            try other.writeConcurrently { (writer) throws(SQLError) in
                try writer.run("LOCK TABLE thing IN EXCLUSIVE MODE", [])
                #expect(throws: SQLError.timedOut) {
                    try database.run("INSERT INTO thing (id) VALUES (2)")
                }
            }
            #expect(try `A database`.count(database) == 1)
            try database.run("INSERT INTO thing (id) VALUES (3)")
            #expect(try `A database`.count(database) == 2)
        }
    }

    @Test func `as long as the URL says is waited for`() throws {
        try TestDatabase.with(.postgreSQL) { (test) throws in
            let url = try DatabaseURL(test.text + "%20-cstatement_timeout%3D0")
            let setting = try Self.impatient(url).read { (reader) throws(SQLError) in
                try reader.row("SELECT current_setting('statement_timeout') AS time") {
                    (row) throws(SQLError) in try row.text("time")
                }
            }
            #expect(setting == "0")
        }
    }

    @Test(arguments: ["a read", "a write"])
    func `because the server is silent, ends with its connection`(kind: String) throws {
        try `A database`.withTable(.postgreSQL) { (test, other) throws in
            guard case .postgreSQL(let server) = test.url,
                let port = UInt16(server.value("port"))
            else { throw SQLError.cannotOpen }
            let wire = try Wire(to: port)
            defer { wire.close() }
            let url = wire.url(server)
            // Nobody waits for a server that is gone to come back.
            let database = try Self.impatient(.postgreSQL(url), waitLimit: .milliseconds(1))
            #expect(try `A database`.count(database) == 0)
            wire.freeze()
            let error = #expect(throws: SQLError.self) {
                switch kind {
                case "a read": _ = try `A database`.count(database)
                default: try database.run("INSERT INTO thing (id) VALUES (1)")
                }
            }
            #expect(
                error == .connectionLost || error == .cannotConnect(.noAnswer)
                    || error == .outcomeUnknown)
            #expect(try `A database`.count(other) == 0)
        }
    }
}
