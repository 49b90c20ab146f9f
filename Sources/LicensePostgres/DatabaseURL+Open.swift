import Glibc
public import SQLDatabase

extension DatabaseURL {
    /// Opens the database that the URL names.
    ///
    /// - Parameters:
    ///   - connections: how many there may be to a server; a file has its own number.
    ///   - statementLimit: how long a server may take for one statement; nil for any time.
    public func open(
        connections: Int = 8, statementLimit: Duration? = nil
    ) throws(SQLError) -> any Database {
        switch self {
        case .sqlite(let path): try SQLiteDatabase(path: path)
        case .postgreSQL(let url):
            try PostgresDatabase(
                url, connections: connections, statementLimit: statementLimit)
        }
    }

    /// Opens the database that the URL names, and makes no file; one on a disk that takes no writes is
    /// opened to be read.
    ///
    /// Throws `noTables` where there is no such file.
    public func openExisting(connections: Int = 8) throws(SQLError) -> any Database {
        if case .sqlite(let path) = self {
            if unsafe access(path, F_OK) != 0 { throw .noTables }
            if SQLiteDatabase.isOnReadOnlyDisk(path) {
                return try SQLiteDatabase(onReadOnlyDisk: path)
            }
        }
        return try open(connections: connections)
    }
}
