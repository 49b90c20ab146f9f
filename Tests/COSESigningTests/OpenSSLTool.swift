import Foundation

/// The stock `openssl` program, against which our files are checked.
enum OpenSSLTool {
    /// Whether the program is there; tests that need it say so when it is not.
    static let isInstalled = (try? run("version")) != nil

    /// Runs the program and returns what it prints; throws when it fails.
    @discardableResult
    static func run(_ arguments: String...) throws -> String { try run(arguments) }

    @discardableResult
    static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
        return String(decoding: text, as: UTF8.self)
    }

    struct Failed: Error {
        let arguments: [String]
    }
}
