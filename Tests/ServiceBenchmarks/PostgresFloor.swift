import Foundation
import LicensePostgres
import LicenseStore

/// The floor for a server: pgbench's own updates of single rows, prepared, each a commit.
struct PostgresFloor {
    static let program = "/usr/bin/pgbench"
    private static let rows = 1000

    let url: String

    /// Updates in a second; nil where pgbench is not there.
    func updatesPerSecond(clients: Int) throws -> Double? {
        guard FileManager.default.isExecutableFile(atPath: Self.program) else { return nil }
        let database = try DatabaseURL(url).open(connections: 1)
        _ = try database.write { (writer) throws(StoreError) in
            try writer.run("DROP TABLE IF EXISTS latchkey_floor", [])
            try writer.run(
                "CREATE TABLE latchkey_floor (id INTEGER PRIMARY KEY, n BIGINT NOT NULL)", [])
            return try writer.run(
                "INSERT INTO latchkey_floor SELECT i, 0 FROM generate_series(1, \(Self.rows)) i",
                [])
        }
        defer { drop(database) }
        let script = FileManager.default.temporaryDirectory
            .appendingPathComponent("latchkey-floor-\(UUID().uuidString).sql")
        try """
        \\set id random(1, \(Self.rows))
        UPDATE latchkey_floor SET n = n + 1 WHERE id = :id;
        """.write(to: script, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: script) }
        return try (0..<3).compactMap { _ in try run(script.path, clients) }.max()
    }

    private func drop(_ database: any Database) {
        // What stays behind is dropped before the next run.
        _ = try? database.write { (writer) throws(StoreError) in
            try writer.run("DROP TABLE latchkey_floor", [])
        }
    }

    private func run(_ script: String, _ clients: Int) throws -> Double? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [
            "-n", "-M", "prepared", "-f", script, "-c", "\(clients)", "-j", "2", "-T", "4", url,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.firstMatch(of: /tps = ([0-9.]+)/).flatMap { Double($0.1) }
    }
}
