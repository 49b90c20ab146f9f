import Foundation
import LicenseTestSupport

/// How a command of `latchkeyd` ended, and what it said.
struct EndedCommand {
    let status: Int32
    let output: String
    let talk: String

    static func latchkeyd(_ arguments: [String]) throws -> EndedCommand {
        let result = try runProcess(
            ServedProcess.program, arguments, environment: ["PATH": "/usr/bin:/bin"])
        return EndedCommand(
            status: result.status, output: String(decoding: result.output, as: UTF8.self),
            talk: String(decoding: result.error, as: UTF8.self))
    }

    /// The report of a command that was asked for JSON.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) ?? [:]
    }
}
