import Foundation
import Testing

/// `latchkeyd serve` as its own process on loopback, for tests that kill it.
final class ServedProcess: Sendable {
    let port: Int
    private let process: Process
    private let log: AsyncStream<String>

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
        let end = pipe.fileHandleForReading
        var text = ""
        while true {
            let data = end.availableData
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
        let (log, writer) = AsyncStream.makeStream(of: String.self)
        self.log = log
        end.readabilityHandler = { end in
            let data = end.availableData
            if data.isEmpty {
                end.readabilityHandler = nil
                writer.finish()
            }
            writer.yield(String(decoding: data, as: UTF8.self))
        }
    }

    /// What it has written since it listens, or since this was asked before, up to a word; without
    /// the word where it ends before.
    func log(upTo word: String) async -> String {
        var text = ""
        for await part in log {
            text += part
            if text.contains(word) { break }
        }
        return text
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
