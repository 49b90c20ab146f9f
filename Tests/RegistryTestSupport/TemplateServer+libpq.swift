import CPostgres
import Foundation
import LicensePostgres
import LicenseRegistry
import SQLDatabase
import Synchronization

/// The server of `LATCHKEY_POSTGRES` where it copies databases quickly, with one to copy: it has the
/// tables of a registry and nothing in them.
///
/// All steps to these tables take several times as long as a copy. Where the server's files are on a
/// disk it is the other way round: before it drops a database, it brings every file to the disk that any
/// database has new. So `.ci/with-postgres` says with `LATCHKEY_POSTGRES_COPIES` that they are in memory.
final class TemplateServer: Sendable {
    /// Made once for this process; nil where the server copies slowly, or not for this user.
    static let shared: TemplateServer? = {
        guard let url = Driver.server,
            ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES_COPIES"] != nil
        else { return nil }
        return try? TemplateServer(url)
    }()

    struct Refused: Error {}

    private let url: String
    /// Of other processes no name is like it, not even where their numbers are the same.
    private let template: String
    /// What makes databases may stand in no transaction, which a `Database` puts around everything.
    private let connection: Mutex<OpaquePointer>

    private init(_ url: String) throws {
        self.url = url
        template =
            "template_\(ProcessInfo.processInfo.processIdentifier)_"
            + TestSchema.newName()
        guard let connection = PQconnectdb(url) else { throw Refused() }
        guard PQstatus(connection) == CONNECTION_OK else {
            PQfinish(connection)
            throw Refused()
        }
        self.connection = Mutex(connection)
        try run("CREATE DATABASE \(template)")
        try RegistrySchema.migrate(
            DatabaseURL(self.url(of: template)).open(connections: 1), now: SampleRegistry.now)
        // It is not copied while somebody is connected.
        try run("ALTER DATABASE \(template) WITH ALLOW_CONNECTIONS false")
    }

    deinit {
        connection.withLock { PQfinish($0) }
    }

    /// The URL of another database on the server.
    func url(of database: String) -> String {
        TestSchema.url(url, of: database)
    }

    func copy(to name: String) throws {
        try run("CREATE DATABASE \(name) TEMPLATE \(template)")
    }

    func drop(_ name: String) {
        // A test that fails may leave connections; the server is gone after all tests.
        try? run("DROP DATABASE \(name) WITH (FORCE)")
    }

    private func run(_ statement: String) throws {
        let isDone = connection.withLock { connection in
            let result = PQexec(connection, statement)
            defer { PQclear(result) }
            return PQresultStatus(result) == PGRES_COMMAND_OK
        }
        guard isDone else { throw Refused() }
    }
}
