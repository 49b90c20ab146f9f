import Foundation
import LicensePostgres
import LicenseTestSupport
import SQLDatabase

/// A schema on the server of `LATCHKEY_POSTGRES`, with a name that nobody else has.
struct TestSchema {
    /// Finds the tables in the schema; the password is in a file.
    let url: String
    private let name: String
    private let admin: any Database

    struct NoServer: Error {}

    /// - Parameter passwordFile: where the password is to be written.
    init(passwordFile: String) throws {
        guard let server = Driver.server else { throw NoServer() }
        let base = try Self.withoutPassword(server, passwordFile: passwordFile)
        name = Self.newName()
        url = base + "&options=-csearch_path%3D\(name)"
        admin = try DatabaseURL(base).open(connections: 1)
        try admin.run("CREATE SCHEMA \(name)")
    }

    func drop() {
        // A test that fails may leave a connection that holds on to the tables.
        _ = try? admin.run("DROP SCHEMA \(name) CASCADE")
    }

    /// A name that nobody else has.
    static func newName() -> String {
        "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    /// The URL of another database on the same server.
    static func url(_ server: String, of database: String) -> String {
        server.replacing(#/(@[^\/]*\/)[^?]*/#) { "\($0.1)\(database)" }
    }

    /// The URL without its password, which is written into a file.
    static func withoutPassword(
        _ url: String, passwordFile: String
    ) throws -> String {
        let separator = url.contains("?") ? "&" : "?"
        guard let parts = url.firstMatch(of: /^(postgresql:\/\/)([^:@]+):([^@]+)(@.*)$/) else {
            return url + separator + "application_name=test"
        }
        try Data("*:*:*:\(parts.2):\(parts.3)\n".utf8).write(
            to: URL(fileURLWithPath: passwordFile))
        // libpq ignores the file where others may read it.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: passwordFile)
        return "\(parts.1)\(parts.2)\(parts.4)\(separator)passfile=\(passwordFile)"
    }
}
