import Foundation
import LicensePostgres
import LicenseRegistry
import LicenseTestSupport
import SQLDatabase

/// Durable writes of one row each, many callers at once.
///
/// On SQLite beside the same writes one by one, which shows what sharing a transaction gains; on
/// PostgreSQL beside `pgbench` with as many clients, which is what the server can do.
enum RegistryBenchmark {
    private static let rows: Int64 = 10_000
    private static let callers = 64

    static func run() throws {
        try withTemporaryDirectory { directory in
            let database = try SQLiteDatabase(path: directory + "/benchmark.sqlite")
            try prepare(database)
            let (alone, together) = (2000, callers * 250)
            let seconds = try Measure.pair(turns: 3) {
                for number in 0..<alone { try increment(one: number, in: database.write) }
            } _: {
                try increment(together, in: database.write)
            }
            let rates = (Double(alone) / seconds.floor, Double(together) / seconds.ours)
            Line("durable writes, SQLite, one by one", rates.0, "/s").show()
            Line("durable writes, SQLite, \(callers) callers", rates.1, "/s").show()
            Line("durable writes, SQLite, ratio", rates.1 / rates.0, "×", atLeast: 5).show()
        }
        guard let server = ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES"] else {
            print("LATCHKEY_POSTGRES is not set; writes to PostgreSQL were not measured")
            return
        }
        try runPostgreSQL(server)
    }

    private static func runPostgreSQL(_ server: String) throws {
        let database = try DatabaseURL(server).open(connections: callers)
        try prepare(database)
        let count = callers * 250
        let serial = try Measure.best(of: 3) { try increment(count, in: database.write) }
        let concurrent = try Measure.best(of: 3) {
            try increment(count, in: database.writeConcurrently)
        }
        Line("durable writes, PostgreSQL, \(callers) callers", Double(count) / serial, "/s").show()
        Line(
            "durable writes, PostgreSQL, concurrently", Double(count) / concurrent, "/s"
        ).show()
        guard let floor = try pgbench(server) else {
            print("pgbench is not installed; PostgreSQL's own rate was not measured")
            return
        }
        Line("single-row updates, pgbench, \(callers) clients", floor, "/s").show()
        let best = Double(count) / min(serial, concurrent)
        Line("durable writes, PostgreSQL, ratio to pgbench", best / floor, "×", atLeast: 0.6).show()
    }

    private static func prepare(_ database: some Database) throws {
        try database.write { (writer) throws(SQLError) in
            try writer.run("DROP TABLE IF EXISTS latchkey_benchmark", [])
            try writer.run(
                "CREATE TABLE latchkey_benchmark (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)", []
            )
            for id in 0..<rows {
                try writer.run(
                    "INSERT INTO latchkey_benchmark (id, value) VALUES ($1, 0)", [.integer(id)])
            }
        }
    }

    private typealias Write =
        @Sendable (
            (any SQLWriter) throws(SQLError) -> Int
        ) throws(SQLError) -> Int

    /// A number of increments of rows here and there, from all callers at once.
    private static func increment(_ count: Int, in write: @escaping Write) throws {
        let share = count / callers
        let results = concurrently(callers) { caller in
            for number in 0..<share { try increment(one: caller * share + number, in: write) }
        }
        for result in results { try result.get() }
    }

    private static func increment(one number: Int, in write: Write) throws {
        let id = (Int64(number) &* 7919) % rows
        let changed = try write { (writer) throws(SQLError) in
            try writer.run(
                "UPDATE latchkey_benchmark SET value = value + 1 WHERE id = $1", [.integer(id)])
        }
        precondition(changed == 1)
    }

    /// The server's own benchmark of the same statement; nil where it is not installed.
    private static func pgbench(_ server: String) throws -> Double? {
        try withTemporaryDirectory { directory in
            let script = directory + "/update.sql"
            try """
            \\set id random(0, \(rows - 1))
            UPDATE latchkey_benchmark SET value = value + 1 WHERE id = :id;
            """.write(toFile: script, atomically: true, encoding: .utf8)
            let result = try runProcess(
                "/usr/bin/env",
                [
                    "pgbench", "--no-vacuum", "--protocol=prepared", "--client=\(callers)",
                    "--jobs=2", "--time=5", "--file=\(script)", server,
                ])
            guard result.status == 0 else { return nil }
            let line = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("tps = ") }
            return line?.split(separator: " ").dropFirst(2).first.flatMap { Double($0) }
        }
    }
}
