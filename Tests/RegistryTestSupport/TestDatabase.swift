import LicensePostgres
import LicenseTestSupport
package import SQLDatabase

/// A database for one test, which is gone after it.
package struct TestDatabase: Sendable {
    /// What is in it when the test begins.
    package enum Contents: Sendable {
        case nothing
        /// The tables of a registry, where that is the faster way; who opens one does not see the
        /// difference. On PostgreSQL it is a database then, and no schema of one.
        case tables
    }

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
        _ driver: Driver, holding contents: Contents = .nothing,
        _ body: (TestDatabase) throws -> Result
    ) throws -> Result {
        try withTemporaryDirectory { directory in
            switch driver {
            case .sqlite: return try body(TestDatabase(path: directory + "/r.sqlite"))
            case .postgreSQL:
                let place = try ServerPlace(contents, passwordFile: directory + "/passwords")
                defer { place.drop() }
                return try body(TestDatabase(driver, place.url))
            }
        }
    }

    @discardableResult
    package static func with<Result>(
        _ driver: Driver, holding contents: Contents = .nothing,
        _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            switch driver {
            case .sqlite: return try await body(TestDatabase(path: directory + "/r.sqlite"))
            case .postgreSQL:
                let place = try ServerPlace(contents, passwordFile: directory + "/passwords")
                defer { place.drop() }
                return try await body(TestDatabase(driver, place.url))
            }
        }
    }
}

/// What a test has of the server for itself.
private enum ServerPlace {
    case schema(TestSchema)
    case database(name: String, url: String, TemplateServer)

    /// - Parameter passwordFile: where the password is to be written.
    init(_ contents: TestDatabase.Contents, passwordFile: String) throws {
        guard contents == .tables, let server = TemplateServer.shared else {
            self = .schema(try TestSchema(passwordFile: passwordFile))
            return
        }
        let name = TestSchema.newName()
        let url = try TestSchema.withoutPassword(
            server.url(of: name), passwordFile: passwordFile)
        try server.copy(to: name)
        self = .database(name: name, url: url, server)
    }

    var url: String {
        switch self {
        case .schema(let schema): schema.url
        case .database(_, let url, _): url
        }
    }

    func drop() {
        switch self {
        case .schema(let schema): schema.drop()
        case .database(let name, _, let server): server.drop(name)
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
        let first = TestSchema.newName()
        let second = first + "_copy"
        func url(_ name: String) -> String { TestSchema.url(server, of: name) }
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
