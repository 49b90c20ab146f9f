import Foundation
import GRDB

/// A registry in one SQLite file.
///
/// Every write is on the disk when it returns: `synchronous=FULL` in WAL mode, read back after it is
/// set. The file belongs to its owner alone; who can write it can issue in the organization's name.
public final class SQLiteDatabase: Database {
    private let pool: DatabasePool

    /// The language of table definitions.
    public var dialect: SQLDialect { .sqlite }

    /// Opens a file, made with mode 0600 where it is not there yet.
    public init(path: String) throws(StoreError) {
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
            pool = try DatabasePool(path: path, configuration: configuration)
            try Self.makeDurable(pool)
        } catch {
            throw StoreError(error)
        }
    }

    /// Reads one consistent state.
    public func read<Result>(
        _ body: (any SQLReader) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do {
            return try pool.read { try body(Connection($0)) }
        } catch {
            throw StoreError(error)
        }
    }

    /// Changes the state as a whole, durably, or not at all.
    public func write<Result>(
        _ body: (any SQLWriter) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do {
            return try pool.writeWithoutTransaction { database in
                // Taken at once: a transaction that begins by reading may find that another
                // program has written meanwhile, and fail.
                var result: Result?
                try database.inTransaction(.immediate) {
                    result = try body(Connection(database))
                    return .commit
                }
                guard let result else { throw StoreError.corrupt }
                return result
            }
        } catch {
            throw StoreError(error)
        }
    }

    /// SQLite itself makes files by the process's mask.
    private static func makeOwnerOnly(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EACCES || errno == EROFS ? StoreError.readOnly : StoreError.cannotOpen
        }
        close(descriptor)
    }

    /// The pool has one writing connection, and lowers its `synchronous` when it turns WAL on.
    private static func makeDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            guard journal == "wal" else { throw StoreError.notDurable(setting: "journal_mode=WAL") }
            let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            guard synchronous == 2 else { throw StoreError.notDurable(setting: "synchronous=FULL") }
            let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
            guard foreignKeys == 1 else { throw StoreError.notDurable(setting: "foreign_keys=ON") }
        }
    }
}

/// A connection within one read or one transaction.
private struct Connection: SQLWriter {
    private let database: GRDB.Database

    init(_ database: GRDB.Database) {
        self.database = database
    }

    func forEachRow(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        do {
            let statement = try database.cachedStatement(sql: Self.numbered(sql))
            let cursor = try Row.fetchCursor(statement, arguments: Self.arguments(values))
            let columns = statement.columnNames
            while let row = try cursor.next() {
                let cells = (0..<columns.count).map { SQLValue(row[$0] as DatabaseValue) }
                try body(SQLRow(columns: columns, values: cells))
            }
        } catch {
            throw StoreError(error)
        }
    }

    func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        do {
            try database.cachedStatement(sql: Self.numbered(sql)).execute(
                arguments: Self.arguments(values))
            return database.changesCount
        } catch {
            throw StoreError(error)
        }
    }

    /// SQLite numbers `$1` by its first appearance in the text, and would swap `$2 … $1`; `?1` it
    /// numbers as it says.
    private static func numbered(_ sql: String) -> String {
        String(
            decoding: sql.utf8.map { $0 == UInt8(ascii: "$") ? UInt8(ascii: "?") : $0 },
            as: UTF8.self)
    }

    private static func arguments(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(values.map(\.databaseValue))
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob(Array(data))
        // The tables are STRICT and have no column of this type.
        case .double: self = .null
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}

extension StoreError {
    /// Finds the case for a failure of GRDB's; one of ours passes through.
    fileprivate init(_ error: any Error) {
        if let error = error as? StoreError {
            self = error
        } else if let error = error as? DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
            case .SQLITE_FULL: self = .diskFull
            case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly
            case .SQLITE_IOERR: self = .inputOutput
            case .SQLITE_CORRUPT: self = .corrupt
            case .SQLITE_NOTADB: self = .notADatabase
            case .SQLITE_CANTOPEN: self = .cannotOpen
            case .SQLITE_CONSTRAINT: self = .constraint
            default: self = .database(.sqlite(error.extendedResultCode.rawValue))
            }
        } else {
            self = .database(.sqlite(-1))
        }
    }
}
