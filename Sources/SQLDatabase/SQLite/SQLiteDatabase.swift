import Foundation
import GRDB

/// A registry in one SQLite file.
///
/// Every write is on the disk when it returns: `synchronous=FULL` in WAL mode, read back after it is
/// set. The file belongs to its owner alone; who can write it can issue in the organization's name.
public final class SQLiteDatabase: Database {
    private let pool: DatabasePool
    private let writes: GroupCommit

    /// The language of table definitions.
    public var dialect: SQLDialect { .sqlite }

    /// One: SQLite has one writer.
    public var writeLanes: Int { 1 }

    /// How many callers wait for their turn to write.
    package var waitingWrites: Int { writes.waitingCallers }

    /// Opens a file, made with mode 0600 where it is not there yet.
    public init(path: String) throws(RegistryError) {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // Large enough that the indexes of a batch's random ids are not read over and over.
            try database.execute(
                sql: "PRAGMA cache_size = -49152; PRAGMA wal_autocheckpoint = 8192")
        }
        do {
            try Self.makeOwnerOnly(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try Self.makeDurable(pool)
            self.pool = pool
            writes = GroupCommit(waitLimit: .seconds(10)) { (bodies) throws(RegistryError) in
                try Self.run(bodies, in: pool)
            }
        } catch {
            throw RegistryError(error)
        }
    }

    /// Reads one consistent state.
    public func read<Result>(
        _ body: (any SQLReader) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        do {
            return try pool.read { try body(SQLiteTransaction($0)) }
        } catch {
            throw RegistryError(error)
        }
    }

    /// Changes the state as a whole, durably, or not at all.
    ///
    /// Callers who write at the same time share a transaction (`GroupCommit`).
    public func write<Result>(
        _ body: (any SQLWriter) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try writes.perform(body)
    }

    /// SQLite has one writer at a time, so there is nothing to gain without the turn.
    public func writeOutOfTurn<Result>(
        _ body: (any SQLWriter) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try write(body)
    }

    private static func run(_ bodies: [PendingWrite], in pool: DatabasePool) throws(RegistryError) {
        do {
            try pool.writeWithoutTransaction { try SQLiteTransaction($0).run(bodies) }
        } catch {
            throw RegistryError(error)
        }
    }

    /// Copies one state into a new file, by SQLite's online backup.
    func backUp(to path: String) throws(RegistryError) {
        do {
            try Self.makeOwnerOnly(path)
            let copy = try DatabaseQueue(path: path)
            defer {
                // Closed again when it goes out of scope; what fails here fails there.
                try? copy.close()
            }
            try pool.backup(to: copy)
        } catch {
            throw RegistryError(error)
        }
    }

    /// Checks a database that nobody uses, and leaves no second file beside it.
    static func makeOneFile(of path: String) throws(RegistryError) {
        do {
            let queue = try DatabaseQueue(path: path)
            defer {
                // As above.
                try? queue.close()
            }
            try queue.writeWithoutTransaction { database in
                let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
                let verdict = try String.fetchAll(database, sql: "PRAGMA integrity_check")
                guard journal == "delete", verdict == ["ok"] else { throw RegistryError.corrupt }
            }
        } catch {
            throw RegistryError(error)
        }
    }

    /// SQLite itself makes files by the process's mask.
    private static func makeOwnerOnly(_ path: String) throws {
        // Only a file that is new: closing any descriptor of a file drops all locks that this process
        // has on it, and another program would then take away the log of a database in use.
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST || access(path, R_OK | W_OK) != 0 {
            throw errno == EACCES || errno == EROFS
                ? RegistryError.readOnly : RegistryError.cannotOpen
        }
    }

    /// The pool has one writing connection, and lowers its `synchronous` when it turns WAL on.
    private static func makeDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            guard journal == "wal" else {
                throw RegistryError.notDurable(setting: "journal_mode=WAL")
            }
            let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            guard synchronous == 2 else {
                throw RegistryError.notDurable(setting: "synchronous=FULL")
            }
            let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
            guard foreignKeys == 1 else {
                throw RegistryError.notDurable(setting: "foreign_keys=ON")
            }
        }
    }
}
