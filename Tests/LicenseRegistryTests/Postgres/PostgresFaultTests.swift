import Foundation
import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Synchronization
import Testing

@testable import SQLDatabase

/// What a server, its administrator and the way to it can do to a caller.
@Suite(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
struct `A PostgreSQL connection that breaks` {
    /// The number of the server's process behind a transaction.
    private static func process(_ reader: any SQLReader) throws(SQLError) -> Int64 {
        try reader.row("SELECT pg_backend_pid() AS id") { (row) throws(SQLError) in
            try row.integer("id")
        } ?? 0
    }

    private static func end(_ process: Int64, by admin: any Database) throws(SQLError) {
        try admin.read { (reader) throws(SQLError) in
            _ = try reader.rows("SELECT pg_terminate_backend($1::int, 5000)", [.integer(process)]) {
                _ in
            }
        }
    }

    private static let writes = ["serial", "concurrent"]

    @discardableResult
    private static func write<Result>(
        _ database: any Database, _ mode: String,
        _ body: (any SQLWriter) throws(SQLError) -> Result
    ) throws(SQLError) -> Result {
        mode == "serial" ? try database.write(body) : try database.writeConcurrently(body)
    }

    @Test(arguments: writes)
    func `while nobody uses it is replaced unseen`(mode: String) throws {
        try `A database`.withTable(.postgreSQL) { (test, database) throws in
            let admin = try test.open()
            try Self.end(try database.read(Self.process), by: admin)
            #expect(try `A database`.count(database) == 0)
            try Self.end(try database.read(Self.process), by: admin)
            try Self.write(database, mode) { (writer) throws(SQLError) in
                try writer.run("INSERT INTO thing (id) VALUES (1)", [])
            }
            #expect(try `A database`.count(database) == 1)
        }
    }

    @Test(arguments: writes)
    func `in the middle of a write lets the whole write run again`(mode: String) throws {
        try `A database`.withTable(.postgreSQL) { test, database in
            let admin = try test.open()
            var runs = 0
            try Self.write(database, mode) { (writer) throws(SQLError) in
                runs += 1
                try writer.run("INSERT INTO thing (id) VALUES (\(runs))", [])
                if runs < 3 { try Self.end(try Self.process(writer), by: admin) }
                try writer.run("INSERT INTO thing (id) VALUES (\(runs + 10))", [])
            }
            #expect(runs == 3)
            let ids = try database.read { (reader) throws(SQLError) in
                try reader.rows("SELECT id FROM thing ORDER BY id") { (row) throws(SQLError) in
                    try row.integer("id")
                }
            }
            #expect(ids == [3, 13])
        }
    }

    @Test func `before a read has seen anything lets it run again, and not after`() throws {
        try `A database`.withTable(.postgreSQL) { test, database in
            let admin = try test.open()
            try database.run("INSERT INTO thing (id) VALUES (1), (2)")
            var runs = 0
            #expect(throws: SQLError.connectionLost) {
                try database.read { (reader) throws(SQLError) in
                    runs += 1
                    try Self.end(try Self.process(reader), by: admin)
                    _ = try reader.rows("SELECT id FROM thing") { _ in }
                }
            }
            #expect(runs == 1)
            #expect(try `A database`.count(database) == 2)
        }
    }

    /// A table that holds every commit up until the administrator lets go of a lock.
    private static func withSlowCommits(
        _ database: any Database, admin: any Database,
        _ body: (_ waiting: () throws(SQLError) -> Int64) throws(SQLError) -> Void
    ) throws(SQLError) {
        // Locks are the whole database's, and so are the tests that run beside this one.
        let key = Int64.random(in: 1...Int64(Int32.max))
        try database.run(
            """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock(\(key)); RETURN NULL; END $$
            """)
        try database.run(
            """
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON thing
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()
            """)
        try admin.read { (reader) throws(SQLError) in
            let isLocked = try reader.row(
                "SELECT pg_try_advisory_xact_lock($1) AS is_locked", [.integer(key)]
            ) { (row) throws(SQLError) in try row.integer("is_locked") }
            #expect(isLocked == 1)
            try body { () throws(SQLError) in
                while true {
                    let process = try reader.row(
                        """
                        SELECT pid FROM pg_locks
                        WHERE locktype = 'advisory' AND objid = $1::oid AND NOT granted
                        """, [.integer(key)]
                    ) { (row) throws(SQLError) in try row.integer("pid") }
                    if let process { return process }
                    sched_yield()
                }
            }
        }
    }

    @Test(arguments: writes)
    func `at the commit, which the server gave up, lets the write run again`(mode: String) throws {
        try `A database`.withTable(.postgreSQL) { test, database in
            let admins = (try test.open(), try test.open())
            let runs = Mutex(0)
            var write: Background<Void>?
            try Self.withSlowCommits(database, admin: admins.0) {
                (waiting) throws(SQLError) in
                write = Background {
                    try Self.write(database, mode) { (writer) throws(SQLError) in
                        runs.withLock { $0 += 1 }
                        try writer.run("INSERT INTO thing (id) VALUES (1)", [])
                    }
                }
                let process = try waiting()
                try Self.end(process, by: admins.1)
                // The write is at its next commit.
                while try waiting() == process {}
            }
            try write?.result.get()
            #expect(runs.withLock { $0 } == 2)
            #expect(try `A database`.count(database) == 1)
        }
    }

    @Test(arguments: writes)
    func `at the commit, which the server made, does not let the write run again`(
        mode: String
    ) throws {
        try `A database`.withTable(.postgreSQL) { test, database in
            guard case .postgreSQL(let url) = test.url,
                let port = UInt16(url.value("port")), url.value("host") == "localhost"
            else { return }
            let wire = try Wire(to: port)
            defer { wire.close() }
            let far = try PostgresDatabase(wire.url(url), connections: 2)
            let admin = try test.open()
            let runs = Mutex(0)
            var write: Background<Void>?
            try Self.withSlowCommits(database, admin: admin) {
                (waiting) throws(SQLError) in
                write = Background {
                    try Self.write(far, mode) { (writer) throws(SQLError) in
                        runs.withLock { $0 += 1 }
                        try writer.run("INSERT INTO thing (id) VALUES (1)", [])
                    }
                }
                _ = try waiting()
                wire.cut()
            }
            try write?.result.get()
            #expect(runs.withLock { $0 } == 1)
            #expect(try `A database`.count(database) == 1)
        }
    }

    @Test func `and does not come back is reported within the time that one waits`() throws {
        try `A database`.withTable(.postgreSQL) { test, database in
            guard case .postgreSQL(let url) = test.url,
                let port = UInt16(url.value("port")), url.value("host") == "localhost"
            else { return }
            let wire = try Wire(to: port)
            let far = try PostgresDatabase(
                wire.url(url), connections: 2, waitLimit: .milliseconds(50))
            wire.close()
            #expect(throws: SQLError.cannotConnect(.noAnswer)) {
                try far.run("INSERT INTO thing (id) VALUES (1)")
            }
            #expect(throws: SQLError.cannotConnect(.noAnswer)) { try `A database`.count(far) }
            #expect(try `A database`.count(database) == 0)
        }
    }
}
