import Foundation
import LicensePostgres
import LicenseRegistry
import LicenseTestSupport
import SQLDatabase
import Testing

/// A place for a registry, in a file or on the server of `LATCHKEY_POSTGRES`, gone after the test.
struct TestRegistry: Sendable {
    enum Kind: String, CustomTestStringConvertible, Sendable {
        case file = "SQLite"
        case server = "PostgreSQL"

        static let available: [Kind] = Self.serverURL == nil ? [.file] : [.file, .server]
        static let serverURL = ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES"]

        var testDescription: String { rawValue }
    }

    /// The URL as one writes it on a command line: without a password.
    let url: String

    func open() throws -> any Database { try DatabaseURL(url).open(connections: 2) }

    /// Runs one statement.
    func run(_ statement: String, _ values: [SQLValue] = []) throws {
        _ = try open().write { (writer) throws(SQLError) in try writer.run(statement, values) }
    }

    static func with<Result>(
        _ kind: Kind, _ body: (TestRegistry) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { directory in
            guard kind == .server, let server = Kind.serverURL else {
                return try body(TestRegistry(url: "sqlite:\(directory)/r.sqlite"))
            }
            let url = try withoutPassword(server, passwordFile: directory + "/passwords")
            let admin = TestRegistry(url: url)
            let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
            try admin.run("CREATE SCHEMA \(name)")
            defer {
                // A test that fails may leave a connection that holds on to the tables.
                _ = try? admin.run("DROP SCHEMA \(name) CASCADE")
            }
            return try body(TestRegistry(url: url + "&options=-csearch_path%3D\(name)"))
        }
    }

    static func with<Result>(
        _ kind: Kind, _ body: (TestRegistry) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            guard kind == .server, let server = Kind.serverURL else {
                return try await body(TestRegistry(url: "sqlite:\(directory)/r.sqlite"))
            }
            let url = try withoutPassword(server, passwordFile: directory + "/passwords")
            let admin = TestRegistry(url: url)
            let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
            try admin.run("CREATE SCHEMA \(name)")
            defer {
                // As above.
                _ = try? admin.run("DROP SCHEMA \(name) CASCADE")
            }
            return try await body(TestRegistry(url: url + "&options=-csearch_path%3D\(name)"))
        }
    }

    private static func withoutPassword(
        _ url: String, passwordFile: String
    ) throws -> String {
        let separator = url.contains("?") ? "&" : "?"
        guard let parts = url.firstMatch(of: /^(postgresql:\/\/)([^:@]+):([^@]+)(@.*)$/) else {
            return url + separator + "application_name=test"
        }
        let isWritten = FileManager.default.createFile(
            atPath: passwordFile, contents: Data("*:*:*:\(parts.2):\(parts.3)\n".utf8),
            attributes: [.posixPermissions: 0o600])
        try #require(isWritten)
        return "\(parts.1)\(parts.2)\(parts.4)\(separator)passfile=\(passwordFile)"
    }
}
