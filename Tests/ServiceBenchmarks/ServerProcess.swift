import Foundation

/// A server in a process of its own on loopback, which ends with this program, however that ends.
final class ServerProcess {
    let port: UInt16
    /// From its start to its first word that it listens.
    let secondsToStart: Double
    private let process = Process()
    /// Open as long as this program lives and wants the server.
    private let lifeline = Pipe()

    /// Becomes the server, and leaves a shell behind that ends it when the input ends.
    ///
    /// The kernel closes the other side of the input even where this program is killed.
    private static let watched = """
        exec 3<&0
        { read -r _ <&3; kill "$$"; } > /dev/null 2>&1 &
        exec "$@" < /dev/null 3<&-
        """

    /// A node over a fleet's registry.
    ///
    /// - Parameter isLimited: whether callers have the limits that they have by default.
    convenience init(
        serving fleet: Fleet, isLimited: Bool = false, _ more: [String] = []
    ) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: own).deletingLastPathComponent()
            .appendingPathComponent("latchkeyd").path
        try self.init(
            program,
            ["serve", "--home", fleet.home, "--port", "0", "--set", "log.level=notice"]
                + (isLimited ? [] : Self.withoutLimits) + more,
            // A URL may hold a password, which arguments show to everybody.
            environment: ["LATCHKEYD_DATABASE": fleet.database])
    }

    private static let withoutLimits = [
        "limits.per-second=0", "limits.keys-per-second=0", "limits.one-key-per-second=0",
    ].flatMap { ["--set", $0] }

    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.watched, "sh", program] + arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardInput = lifeline
        process.standardError = pipe
        process.standardOutput = pipe
        let start = ContinuousClock.now
        try process.run()
        var text = ""
        while true {
            let data = pipe.fileHandleForReading.availableData
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /listening port=([0-9]+)/) {
                port = UInt16(match.1) ?? 0
                break
            }
            guard !data.isEmpty else { throw Failure(text: text) }
        }
        secondsToStart = (ContinuousClock.now - start) / .seconds(1)
        pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    struct Failure: Error {
        let text: String
    }

    /// A line of the kernel's account of the process, in MiB.
    func memory(_ name: String) -> Double {
        let path = "/proc/\(process.processIdentifier)/status"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({
                Double($0)
            })
        else { return 0 }
        return kibibytes / 1024
    }

    var processorTime: Double { account.processorTime }

    /// What can be asked about the server by anybody.
    var account: ServerAccount {
        ServerAccount(port: port, process: process.processIdentifier)
    }

    func end() {
        // A pipe that is closed already has done its work.
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
