import Foundation
import LicenseTestSupport
import Synchronization
import Testing

/// A PostgreSQL server that a test may stop: with a cluster of its own, on a socket that only the
/// test can reach.
final class PostgresServer: Sendable {
    /// Where the server's programs are; nil where they are not installed.
    private static let programs: String? = {
        let manager = FileManager.default
        let root = "/usr/lib/postgresql"
        let versions = (try? manager.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }.last
        return [newest.map { "\(root)/\($0)/bin" }, "/usr/local/bin", "/usr/bin"]
            .compactMap(\.self).first { manager.isExecutableFile(atPath: "\($0)/initdb") }
    }()

    static let isInstalled = programs != nil

    private let programs: String
    private let directory: String
    private let process: Mutex<Process>

    private init(_ programs: String, in directory: String) throws {
        self.programs = programs
        self.directory = directory
        if geteuid() == 0 { try Self.give(directory) }
        let data = directory + "/data"
        let (program, arguments) = Self.command(
            "\(programs)/initdb",
            [
                "--pgdata=\(data)", "--username=latchkey", "--auth=trust", "--encoding=UTF8",
                "--locale=C.UTF-8",
            ])
        let result = try runProcess(program, arguments, directory: "/")
        guard result.status == 0 else {
            Issue.record("initdb: \(String(decoding: result.error, as: UTF8.self))")
            throw CancellationError()
        }
        process = Mutex(try Self.started(programs, in: directory))
    }

    /// The URL of its database.
    var url: String {
        let host = directory.replacingOccurrences(of: "/", with: "%2F")
        return "postgresql://latchkey@\(host)/postgres"
    }

    /// Stops it as a power cut would, and starts it again.
    func crashAndRecover() throws {
        try process.withLock { process in
            Self.stop(process)
            process = try Self.started(programs, in: directory)
        }
    }

    static func with<Result>(
        _ body: (PostgresServer) async throws -> Result
    ) async throws -> Result {
        let programs = try #require(programs)
        return try await withTemporaryDirectory { directory in
            let server = try PostgresServer(programs, in: directory)
            defer { server.process.withLock { stop($0) } }
            return try await body(server)
        }
    }

    // MARK: - Its process

    /// Starts it and waits until it says that it answers.
    ///
    /// Not by `pg_ctl`: what that leaves behind has no parent, who could wait for it.
    private static func started(_ programs: String, in directory: String) throws -> Process {
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(directory)", "max_connections=100",
            "lc_messages=C",
        ]
        let (program, arguments) = command(
            "\(programs)/postgres", ["-D", directory + "/data"] + settings.flatMap { ["-c", $0] })
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let pipe = Pipe()
        process.standardError = pipe
        try process.start()
        let log = pipe.fileHandleForReading
        var text = ""
        while !text.contains("ready to accept connections") {
            let data = log.availableData
            text += String(decoding: data, as: UTF8.self)
            guard !data.isEmpty else {
                Issue.record("postgres did not start: \(text)")
                throw CancellationError()
            }
        }
        log.readabilityHandler = { _ = $0.availableData }
        return process
    }

    /// At once, without writing anything more.
    private static func stop(_ process: Process) {
        kill(process.processIdentifier, SIGQUIT)
        process.waitUntilExit()
    }

    /// The server refuses to run as root.
    private static func command(
        _ program: String, _ arguments: [String]
    ) -> (program: String, arguments: [String]) {
        guard geteuid() == 0 else { return (program, arguments) }
        let user = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
        return ("/usr/bin/setpriv", user + ["--", program] + arguments)
    }

    private static func give(_ directory: String) throws {
        let user = try #require(getpwnam("postgres")).pointee
        try #require(chown(directory, user.pw_uid, user.pw_gid) == 0)
    }
}
