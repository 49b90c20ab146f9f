import Foundation
import LicensePostgres
import LicenseRegistry
import SQLDatabase

/// The floor for a server: pgbench's own updates of single rows, prepared, each a commit.
struct PostgresFloor: Sendable {
    static let program = "/usr/bin/pgbench"
    private static let rows = 1000

    private let url: String
    private let database: any Database
    private let script = FileManager.default.temporaryDirectory
        .appendingPathComponent("latchkey-floor-\(UUID().uuidString).sql")

    /// Makes the table; nil where pgbench is not there.
    init?(url: String) throws {
        guard FileManager.default.isExecutableFile(atPath: Self.program) else { return nil }
        self.url = url
        database = try DatabaseURL(url).open(connections: 1)
        _ = try database.write { (writer) throws(SQLError) in
            try writer.run("DROP TABLE IF EXISTS latchkey_floor", [])
            try writer.run(
                "CREATE TABLE latchkey_floor (id INTEGER PRIMARY KEY, n BIGINT NOT NULL)", [])
            return try writer.run(
                "INSERT INTO latchkey_floor SELECT i, 0 FROM generate_series(1, \(Self.rows)) i",
                [])
        }
        try """
        \\set id random(1, \(Self.rows))
        UPDATE latchkey_floor SET n = n + 1 WHERE id = :id;
        """.write(to: script, atomically: true, encoding: .utf8)
    }

    /// What stays behind is dropped before the next run.
    func drop() {
        try? FileManager.default.removeItem(at: script)
        _ = try? database.write { (writer) throws(SQLError) in
            try writer.run("DROP TABLE latchkey_floor", [])
        }
    }

    /// Updates in a second.
    func updatesPerSecond(clients: Int) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        // Counted, not timed: its clock is a signal, which threads of this program block.
        process.arguments = [
            "-n", "-M", "prepared", "-f", script.path, "-c", "\(clients)", "-j", "2", "-t", "300",
            url,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let rate = text.firstMatch(of: /tps = ([0-9.]+)/).flatMap({ Double($0.1) }) else {
            throw CancellationError()
        }
        return rate
    }
}
