// swift-format-ignore-file: NeverForceUnwrap

import Foundation
import Testing

/// `latchkeyd serve` as its own process on loopback, for tests that kill it.
final class ServedProcess: Sendable {
    let port: Int
    private let process: Process
    private let log: FileHandle

    static let products =
        Bundle.main.bundleURL.pathExtension == "xctest"
        ? Bundle.main.bundleURL.deletingLastPathComponent() : Bundle.main.bundleURL
    static let program = products.appendingPathComponent("latchkeyd").path

    /// Starts it and waits until it says where it listens.
    init(home: String, port: Int = 0, _ more: [String] = []) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments =
            [
                "serve", "--home", home, "--port", "\(port)", "--set", "limits.per-second=0",
                "--set", "limits.one-key-per-second=0",
            ] + more
        process.environment = ["PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        log = pipe.fileHandleForReading
        var text = ""
        while true {
            let data = log.availableData
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /listening port=([0-9]+)/) {
                self.port = Int(match.1)!
                break
            }
            guard !data.isEmpty else {
                Issue.record("latchkeyd did not start: \(text)")
                throw CancellationError()
            }
        }
        log.readabilityHandler = { _ = $0.availableData }
    }

    var identifier: Int32 { process.processIdentifier }

    func waitForEnd() { process.waitUntilExit() }

    /// Asks it to end, and says with which status it did.
    func end() -> Int32 {
        kill(identifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationStatus
    }

    deinit {
        if process.isRunning {
            process.terminate()
            process.waitUntilExit()
        }
    }
}
