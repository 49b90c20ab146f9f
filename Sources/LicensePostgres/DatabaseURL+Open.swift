import Glibc
public import LicenseRegistry
public import LicenseVerifier

extension DatabaseURL {
    /// Opens the database that the URL names.
    ///
    /// - Parameters:
    ///   - connections: how many there may be to a server; a file has its own number.
    ///   - statementLimit: how long a server may take for one statement; nil for any time.
    public func open(
        connections: Int = 8, statementLimit: Duration? = nil
    ) throws(RegistryError) -> any Database {
        switch self {
        case .sqlite(let path): try SQLiteDatabase(path: path)
        case .postgreSQL(let url):
            try PostgresDatabase(
                url, connections: connections, statementLimit: statementLimit)
        }
    }
}

extension Registry {
    /// Opens a registry, whose tables are brought to this program's version.
    ///
    /// - Parameters:
    ///   - connections: how many there may be to a server.
    ///   - actor: who is named in the audit log.
    public static func open(
        _ url: DatabaseURL, connections: Int = 8, actor: String, now: Timestamp
    ) throws(RegistryError) -> Registry {
        try Registry(url.open(connections: connections), actor: actor, now: now)
    }

    /// Opens a registry that is there and of this program's version, and changes nothing.
    ///
    /// Throws `missing` where there is none, instead of making one.
    public static func open(
        existing url: DatabaseURL, connections: Int = 8, actor: String
    ) throws(RegistryError) -> Registry {
        if case .sqlite(let path) = url, unsafe access(path, F_OK) != 0 {
            throw .missing(kind: .registry)
        }
        return try Registry(existing: url.open(connections: connections), actor: actor)
    }
}
