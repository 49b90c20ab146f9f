import Foundation
import LicensePostgres
import LicenseTestSupport
package import SQLDatabase

/// An empty database, which is gone after the test.
package struct TestDatabase: Sendable {
    package let driver: Driver
    /// The URL as one writes it on a command line: without a password.
    package let text: String
    package let url: DatabaseURL

    private init(_ driver: Driver, _ text: String) throws {
        self.driver = driver
        self.text = text
        url = try DatabaseURL(text)
    }

    /// A file that a test has made.
    package init(path: String) throws {
        try self.init(.sqlite, "sqlite:\(path)")
    }

    /// Opens it once more, as another program would.
    package func open(connections: Int = 4) throws -> any Database {
        try url.open(connections: connections)
    }

    /// Runs one statement, as another program would.
    package func run(_ statement: String, _ values: [SQLValue] = []) throws {
        try open(connections: 1).run(statement, values)
    }

    /// The path of a database that is a file.
    package var path: String {
        guard case .sqlite(let path) = url else { return "" }
        return path
    }

    @discardableResult
    package static func with<Result>(
        _ driver: Driver, _ body: (TestDatabase) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { directory in
            switch driver {
            case .sqlite: return try body(TestDatabase(path: directory + "/r.sqlite"))
            case .postgreSQL:
                let schema = try TestSchema(passwordFile: directory + "/passwords")
                defer { schema.drop() }
                return try body(TestDatabase(driver, schema.url))
            }
        }
    }

    @discardableResult
    package static func with<Result>(
        _ driver: Driver, _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            switch driver {
            case .sqlite: return try await body(TestDatabase(path: directory + "/r.sqlite"))
            case .postgreSQL:
                let schema = try TestSchema(passwordFile: directory + "/passwords")
                defer { schema.drop() }
                return try await body(TestDatabase(driver, schema.url))
            }
        }
    }
}

extension TestDatabase {
    struct NoCopy: Error {}

    /// A whole database on the server, and what copies it into another one, as an operator does with
    /// a dump; both are gone after the test.
    package static func withCopy(
        _ body: (TestDatabase, _ copy: () throws -> TestDatabase) throws -> Void
    ) throws {
        guard let server = Driver.server else { throw TestSchema.NoServer() }
        let first = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let second = first + "_copy"
        func url(_ name: String) -> String {
            server.replacing(#/(@[^\/]*\/)[^?]*/#) { "\($0.1)\(name)" }
        }
        func shell(_ commands: String) throws {
            let result = try runProcess(
                "/bin/sh", ["-c", "set -e\n\(commands)"],
                environment: [
                    "PATH": "/usr/bin:/bin", "SERVER": server, "FROM": url(first),
                    "TO": url(second),
                ])
            guard result.status == 0 else { throw NoCopy() }
        }
        try withTemporaryDirectory { directory in
            func database(_ name: String) throws -> TestDatabase {
                try TestDatabase(
                    .postgreSQL,
                    TestSchema.withoutPassword(
                        url(name), passwordFile: directory + "/passwords"))
            }
            for name in [first, second] {
                try shell("psql -q \"$SERVER\" -c 'CREATE DATABASE \(name)'")
            }
            defer {
                for name in [first, second] {
                    // A test that fails may leave connections; the server is gone after all tests.
                    try? shell("psql -q \"$SERVER\" -c 'DROP DATABASE \(name) WITH (FORCE)'")
                }
            }
            try body(database(first)) {
                try shell(
                    "pg_dump \"$FROM\" > \(directory)/dump\n"
                        + "psql -q -v ON_ERROR_STOP=1 \"$TO\" < \(directory)/dump > /dev/null")
                return try database(second)
            }
        }
    }
}

extension Database {
    /// How many callers wait for their turn to write.
    package var waitingWrites: Int {
        (self as? SQLiteDatabase)?.waitingWrites ?? (self as? PostgresDatabase)?.waitingWrites ?? 0
    }

    /// Runs one statement as a write of its own.
    @discardableResult
    package func run(_ statement: String, _ values: [SQLValue] = []) throws(SQLError) -> Int {
        try write { (writer) throws(SQLError) in try writer.run(statement, values) }
    }
}
