import Foundation
import GRDB

/// A connection within one read or one transaction.
final class SQLiteTransaction: WriteTransaction {
    private let database: GRDB.Database
    private var isHandingOver = false
    private(set) var failure: SQLError?

    init(_ database: GRDB.Database) {
        self.database = database
    }

    /// A full disk, among others, makes SQLite take the whole transaction back by itself.
    var isLost: Bool { !database.isInsideTransaction }

    /// Taken at once: a transaction that begins by reading may find that another program has
    /// written meanwhile, and fail.
    func begin() throws(SQLError) { try control("BEGIN IMMEDIATE") }

    func beginBody() throws(SQLError) {
        failure = nil
        try control("SAVEPOINT body")
    }

    func keepBody() throws(SQLError) { try control("RELEASE body") }

    func undoBody() throws(SQLError) {
        try control("ROLLBACK TO body")
        try control("RELEASE body")
    }

    func commit() throws(SQLError) { try control("COMMIT") }

    func rollBack() {
        // Fails only where SQLite has closed the file, and with it the transaction.
        try? database.rollback()
    }

    func forEachRow(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(SQLError) {
        precondition(!isHandingOver, "a statement within a query's rows")
        isHandingOver = true
        defer { isHandingOver = false }
        try statement { () throws in
            let statement = try database.cachedStatement(sql: Self.numbered(sql))
            let cursor = try Row.fetchCursor(statement, arguments: Self.arguments(values))
            let columns = SQLColumns(statement.columnNames)
            let indexes = 0..<Int32(columns.names.count)
            while try cursor.next() != nil {
                // The statement is at the row; to ask it is cheaper than to ask the row.
                let cells = indexes.map {
                    unsafe SQLValue(
                        DatabaseValue(sqliteStatement: statement.sqliteStatement, index: $0))
                }
                try body(SQLRow(columns: columns, values: cells))
            }
        }
    }

    func run(_ sql: String, _ values: [SQLValue]) throws(SQLError) -> Int {
        precondition(!isHandingOver, "a statement within a query's rows")
        return try statement { () throws in
            try execute(database.cachedStatement(sql: Self.numbered(sql)), values)
        }
    }

    func run(_ sql: String, each sets: [[SQLValue]]) throws(SQLError) -> [Int] {
        precondition(!isHandingOver, "a statement within a query's rows")
        return try statement { () throws in
            let statement = try database.cachedStatement(sql: Self.numbered(sql))
            return try sets.map { values in try execute(statement, values) }
        }
    }

    /// Runs a statement, and says how many rows it changed.
    ///
    /// To set its arguments first is cheaper than to hand them over with the call, where GRDB nests
    /// a closure for each.
    private func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try statement.setArguments(Self.arguments(values))
        try statement.execute()
        return database.changesCount
    }

    private func control(_ sql: String) throws(SQLError) {
        try statement { () throws in try database.cachedStatement(sql: sql).execute() }
    }

    /// Remembers a failure for the body that runs, whatever the body makes of it.
    private func statement<Result>(_ run: () throws -> Result) throws(SQLError) -> Result {
        do {
            return try run()
        } catch {
            let error = SQLError(error)
            failure = failure ?? error
            throw error
        }
    }

    /// SQLite numbers `$1` by its first appearance in the text, and would swap `$2 … $1`; `?1` it
    /// numbers as it says.
    private static func numbered(_ sql: String) -> String {
        String(
            decoding: sql.utf8.map { $0 == UInt8(ascii: "$") ? UInt8(ascii: "?") : $0 },
            as: UTF8.self)
    }

    private static func arguments(_ values: [SQLValue]) throws(SQLError) -> StatementArguments {
        // PostgreSQL has no text with a zero in it, and what one takes the other must take.
        guard values.allSatisfy({ $0.isStorable }) else { throw .constraint }
        // GRDB's other way, through a key path, takes several times as long for each value.
        return StatementArguments(
            values.lazy.map { $0.databaseValue as (any DatabaseValueConvertible)? })
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

extension SQLError {
    /// Finds the case for a failure of GRDB's; one of ours passes through.
    init(_ error: any Error) {
        if let error = error as? SQLError {
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
            default: self = .other(.sqlite(error.extendedResultCode.rawValue))
            }
        } else {
            self = .other(.sqlite(-1))
        }
    }
}
