import Foundation
import LicensePostgres
import LicenseTestSupport
import RegistryTestSupport
import Testing

@testable import SQLDatabase

@Suite struct `Writes at the same time` {
    /// Holds a database's lock until a number of writes wait for it in the order of their numbers,
    /// and returns what became of each.
    private static func together(
        _ count: Int, _ database: any Database,
        _ body: @escaping @Sendable (Int, any SQLWriter) throws(SQLError) -> Void
    ) throws -> [Result<Void, any Error>] {
        let isHeld = DispatchSemaphore(value: 0)
        let release = DispatchSemaphore(value: 0)
        let results = concurrently(count + 1) { number in
            if number == 0 {
                try database.write { (_) throws(SQLError) in
                    isHeld.signal()
                    release.wait()
                }
                return
            }
            if number == 1 { isHeld.wait() }
            while database.waitingWrites != number - 1 { sched_yield() }
            if number == count {
                let waiter = Thread {
                    while database.waitingWrites != count { sched_yield() }
                    release.signal()
                }
                waiter.start()
            }
            try database.write { (writer) throws(SQLError) in try body(number, writer) }
        }
        return Array(results.dropFirst())
    }

    private static func error(_ result: Result<Void, any Error>) -> SQLError? {
        switch result {
        case .success: nil
        case .failure(let error): error as? SQLError
        }
    }

    @Test(arguments: Driver.available)
    func `share a transaction, and fail each for itself`(_ driver: Driver) throws {
        try `A database`.withTable(driver) { test, database in
            let other = try test.open()
            let results = try Self.together(6, database) { (number, writer) throws(SQLError) in
                try writer.run("INSERT INTO thing (id) VALUES (\(number))", [])
                switch number {
                case 2: throw .noTables
                case 3: try writer.run("INSERT INTO thing (id) VALUES (1)", [])
                case 6:
                    // All of them are here, and nobody else sees any: one transaction.
                    let count = try writer.row("SELECT count(*) AS n FROM thing") {
                        (row) throws(SQLError) in try row.integer("n")
                    }
                    let seen = try `A database`.count(other)
                    guard count == 4, seen == 0 else { throw .corrupt }
                default: break
                }
            }
            let errors = results.map(Self.error)
            #expect(errors == [nil, .noTables, .constraint, nil, nil, nil])
            let ids = try other.read { (reader) throws(SQLError) in
                try reader.rows("SELECT id FROM thing ORDER BY id") { (row) throws(SQLError) in
                    try row.integer("id")
                }
            }
            #expect(ids == [1, 4, 5, 6])
        }
    }

    @Test(arguments: Driver.available)
    func `take back what one did before it thought better of it`(_ driver: Driver) throws {
        try `A database`.withTable(driver) { (test, database) throws in
            let results = try Self.together(4, database) { (number, writer) throws(SQLError) in
                try writer.run("INSERT INTO thing (id) VALUES (\(number))", [])
                if number == 2 { throw .noTables }
            }
            #expect(results.map(Self.error) == [nil, .noTables, nil, nil])
            #expect(try `A database`.count(test.open()) == 3)
        }
    }

    @Test func `leave room for the small when one fills the disk`() throws {
        try `A database`.withTable(.sqlite) { test, database in
            let pages = try database.write { (writer) throws(SQLError) in
                try writer.row("PRAGMA page_count") { (row) throws(SQLError) in
                    try row.integer("page_count")
                }
            }
            _ = try database.write { (writer) throws(SQLError) in
                try writer.rows("PRAGMA max_page_count = \((pages ?? 0) + 3)") { _ in }
            }
            let results = try Self.together(5, database) { (number, writer) throws(SQLError) in
                let size = number == 3 ? 100_000 : 10
                try writer.run(
                    "INSERT INTO thing (id, bytes) VALUES (\(number), $1)",
                    [.blob([UInt8](repeating: 7, count: size))])
            }
            let errors = results.map(Self.error)
            #expect(errors == [nil, nil, .diskFull, nil, nil])
            #expect(try `A database`.count(test.open()) == 4)
        }
    }

    @Test func `are told when their turn does not come`() throws {
        let isHeld = DispatchSemaphore(value: 0)
        let release = DispatchSemaphore(value: 0)
        let group = GroupCommit(waitLimit: .milliseconds(20)) { (_) throws(SQLError) in
            isHeld.signal()
            release.wait()
            throw .noTables
        }
        let results = concurrently(2) { number in
            if number == 1 {
                isHeld.wait()
                defer { release.signal() }
                try group.perform { (_) throws(SQLError) in }
            } else {
                try group.perform { (_) throws(SQLError) in }
            }
        }
        #expect(results.map(Self.error) == [.noTables, .busy])
        #expect(group.waitingCallers == 0)
    }

    private static let modes = ["serial", "concurrent"]

    @Test(arguments: Driver.available, modes)
    func `lose no increment of one row and go beyond no limit`(
        _ driver: Driver, mode: String
    ) throws {
        try `A database`.withTable(driver) { test, database in
            try database.run("INSERT INTO thing (id, number) VALUES (1, 0)")
            let programs = try (0..<3).map { _ in try test.open() }
            let limit: Int64 = 1000
            let changed = concurrently(48) { caller in
                var changed = 0
                for _ in 0..<25 {
                    let body = { (writer: any SQLWriter) throws(SQLError) in
                        try writer.run(
                            "UPDATE thing SET number = number + 1 WHERE id = 1 AND number < $1",
                            [.integer(limit)])
                    }
                    let program = programs[caller % programs.count]
                    changed +=
                        mode == "serial"
                        ? try program.write(body) : try program.writeConcurrently(body)
                }
                return changed
            }
            let total = try changed.reduce(0) { try $0 + $1.get() }
            #expect(total == Int(limit))
            let number = try database.read { (reader) throws(SQLError) in
                try reader.row("SELECT number FROM thing") { (row) throws(SQLError) in
                    try row.integer("number")
                }
            }
            #expect(number == limit)
        }
    }

    @Test(arguments: Driver.available)
    func `come out as if one had followed another, even concurrently`(_ driver: Driver) throws {
        try `A database`.withTable(driver) { test, _ in
            let programs = try (0..<3).map { _ in try test.open() }
            let given = concurrently(48) { caller in
                try programs[caller % programs.count].writeConcurrently {
                    (writer) throws(SQLError) in
                    // Counted and taken in two statements.
                    let taken = try writer.row("SELECT count(*) AS n FROM thing") {
                        (row) throws(SQLError) in try row.integer("n")
                    }
                    guard let taken, taken < 3 else { return false }
                    try writer.run("INSERT INTO thing (id) VALUES (\(caller))", [])
                    return true
                }
            }
            let count = try given.count { try $0.get() }
            #expect(count == 3)
            #expect(try `A database`.count(test.open()) == 3)
        }
    }
}
