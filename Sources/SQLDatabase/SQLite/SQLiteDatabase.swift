import Foundation
import GRDB
import Synchronization

/// A database in one SQLite file.
///
/// Every write is on the disk when it returns: `synchronous=FULL` in WAL mode, read back after it is
/// set. The file belongs to its owner alone.
public final class SQLiteDatabase: Database {
    let pool: DatabasePool
    private let writes: GroupCommit

    /// One after the other, so that nobody opens a file while it is looked at by itself.
    private static let opening = Mutex<Void>(())

    /// The language of table definitions.
    public var dialect: SQLDialect { .sqlite }

    /// One: SQLite has one writer.
    public var writeLanes: Int { 1 }

    /// How many callers wait for their turn to write.
    package var waitingWrites: Int { writes.waitingCallers }

    /// Opens a file, made with mode 0600 where it is not there yet.
    public init(path: String) throws(SQLError) {
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
            let pool = try Self.opening.withLock { _ in
                try Self.checkLog(of: path)
                return try DatabasePool(path: path, configuration: configuration)
            }
            try Self.makeDurable(pool)
            self.pool = pool
            writes = Self.commits(to: pool)
        } catch {
            throw SQLError(error)
        }
    }

    /// Opens a file on a disk that takes no writes; each write throws `readOnly`.
    ///
    /// Throws it too where a log lies beside the file: what is in it would be missing.
    package init(onReadOnlyDisk path: String) throws(SQLError) {
        guard !Self.hasLog(path) else { throw .readOnly }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.maximumReaderCount = 4
        do {
            pool = try DatabasePool(
                path: Self.unchangingAddress(of: path), configuration: configuration)
        } catch {
            throw SQLError(error)
        }
        writes = Self.commits(to: pool)
    }

    private static func commits(to pool: DatabasePool) -> GroupCommit {
        GroupCommit(waitLimit: .seconds(10)) { (bodies) throws(SQLError) in
            try run(bodies, in: pool)
        }
    }

    /// Reads one consistent state.
    public func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do {
            return try pool.read { try body(SQLiteTransaction($0)) }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(SQLError(error))
        }
    }

    /// Changes the state as a whole, durably, or not at all.
    ///
    /// Callers who write at the same time share a transaction (`GroupCommit`).
    public func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try writes.perform(body)
    }

    /// SQLite has one writer at a time, so there is nothing to gain from others beside it.
    public func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try write(body)
    }

    private static func run(_ bodies: [PendingWrite], in pool: DatabasePool) throws(SQLError) {
        do {
            try pool.writeWithoutTransaction { try SQLiteTransaction($0).run(bodies) }
        } catch {
            throw SQLError(error)
        }
    }

    /// SQLite itself makes files by the process's mask, and those beside the first one by its mode.
    static func makeOwnerOnly(_ path: String) throws {
        // Only a file that is new: closing any descriptor of a file drops all locks that this process
        // has on it, and another program would then take away the log of a database in use.
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            // The process's mask may have taken bits away.
            let isOwned = fchmod(descriptor, 0o600) == 0
            close(descriptor)
            guard isOwned else { throw SQLError.cannotOpen }
        } else if errno != EEXIST || access(path, R_OK | W_OK) != 0 {
            throw errno == EACCES || errno == EROFS
                ? SQLError.readOnly : SQLError.cannotOpen
        }
        for file in [path, path + "-wal", path + "-shm"] { takeFromOthers(file) }
    }

    /// Takes a file of our own, as a copy or another program has left it, away from group and others.
    private static func takeFromOthers(_ path: String) {
        var found = stat()
        guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG,
            found.st_uid == geteuid(), found.st_mode & 0o077 != 0
        else { return }
        // Where it fails, the file system knows no modes, and says so to whoever looks.
        _ = chmod(path, found.st_mode & 0o7700)
    }

    /// The pool has one writing connection, and lowers its `synchronous` when it turns WAL on.
    private static func makeDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            guard journal == "wal" else {
                throw SQLError.notDurable(setting: "journal_mode=WAL")
            }
            let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            guard synchronous == 2 else {
                throw SQLError.notDurable(setting: "synchronous=FULL")
            }
            let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
            guard foreignKeys == 1 else {
                throw SQLError.notDurable(setting: "foreign_keys=ON")
            }
        }
    }
}
