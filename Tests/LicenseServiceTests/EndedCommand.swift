import Foundation
import LicenseTestSupport

/// How a command ended, and what it said.
struct EndedCommand {
    let status: Int32
    let output: String
    let talk: String

    static func latchkeyd(_ arguments: [String]) throws -> EndedCommand {
        try run(ServedProcess.program, arguments)
    }

    /// The issuer's own program, which opens no socket.
    static func latchkey(_ arguments: String...) throws -> EndedCommand {
        try run(ServedProcess.products.appendingPathComponent("latchkey").path, arguments)
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> EndedCommand {
        let result = try runProcess(
            program, arguments, environment: ["PATH": "/usr/bin:/bin"])
        return EndedCommand(
            status: result.status, output: String(decoding: result.output, as: UTF8.self),
            talk: String(decoding: result.error, as: UTF8.self))
    }

    /// The report of a command that was asked for JSON.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) ?? [:]
    }
}
