import LicenseVerifier

/// Where the registry lives: SQLite in one file, or PostgreSQL on a server.
///
/// Both take the same statements, with parameters `$1`, `$2`, …, so the registry's rules are written
/// once. Calls block; whoever must not block calls from a thread of its own.
public protocol Database: Sendable {
    /// The language of table definitions, the only thing in which the two differ.
    var dialect: SQLDialect { get }

    /// How many transactions at once get more done than one, out of turn.
    var writeLanes: Int { get }

    /// Reads one consistent state.
    func read<Result>(
        _ body: (any SQLReader) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result

    /// Changes the state as a whole, durably, or not at all.
    ///
    /// Writes take turns, over all programs that work on the database: each finds the state that
    /// the one before it left. The body does nothing but its statements, for it may run on another
    /// thread and, where its transaction is lost, once more; a write within it is a mistake. A
    /// statement that fails undoes the body's work, even if the body goes on.
    func write<Result>(
        _ body: (any SQLWriter) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result

    /// The same, without waiting for the turn.
    ///
    /// The outcome is as if there had been a turn: of two changes that meet in a row, one runs
    /// again. That pays where many programs change rows that have little to do with each other,
    /// and not for what all must extend, as the audit log.
    func writeOutOfTurn<Result>(
        _ body: (any SQLWriter) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result
}

/// Which database a table definition is written for.
public enum SQLDialect: Sendable {
    case sqlite
    case postgreSQL
}

/// One consistent state of a database.
public protocol SQLReader {
    /// Hands over the rows of a query one by one, in memory that does not grow.
    ///
    /// To run another statement of the same transaction in between is a mistake.
    func forEachRow(
        _ sql: String, _ values: [SQLValue],
        _ body: (SQLRow) throws(RegistryError) -> Void
    ) throws(RegistryError)
}

/// One transaction.
public protocol SQLWriter: SQLReader {
    /// Runs a statement and says how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) throws(RegistryError) -> Int

    /// Runs a statement once with each set of values, and says how many rows it changed each time.
    ///
    /// To a server all of them go in few packets, so that none waits for the one before it.
    @discardableResult
    func run(_ sql: String, each sets: [[SQLValue]]) throws(RegistryError) -> [Int]
}

extension SQLWriter {
    /// One after another.
    public func run(_ sql: String, each sets: [[SQLValue]]) throws(RegistryError) -> [Int] {
        var counts: [Int] = []
        for values in sets { counts.append(try run(sql, values)) }
        return counts
    }
}

extension SQLReader {
    /// All rows of a query, each as what it stands for.
    ///
    /// They are read when the query is over, so that each may ask for more.
    func rows<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws(RegistryError) -> Value
    ) throws(RegistryError) -> [Value] {
        var rows: [SQLRow] = []
        try forEachRow(sql, values) { (row) in rows.append(row) }
        var result: [Value] = []
        result.reserveCapacity(rows.count)
        for row in rows { result.append(try read(row)) }
        return result
    }

    /// The first row of a query, if there is one.
    func row<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws(RegistryError) -> Value
    ) throws(RegistryError) -> Value? {
        try rows(sql, values, read).first
    }
}

/// A value of a column or a parameter.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

extension SQLValue {
    /// Whether both databases can keep it.
    package var isStorable: Bool {
        guard case .text(let text) = self else { return true }
        return !text.utf8.contains(0)
    }

    static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    static func optional(_ value: UInt64?) -> SQLValue {
        value.map { .integer(Int64(clamping: $0)) } ?? .null
    }
}

/// The columns of a query's result, which its rows share.
public struct SQLColumns: Sendable {
    /// Their names, in their order.
    public let names: [String]
    fileprivate let positions: [String: Int]

    /// Takes the names; of two columns with one name the first is found by it.
    public init(_ names: [String]) {
        self.names = names
        positions = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A row of a query's result.
public struct SQLRow: Sendable {
    private let columns: SQLColumns
    /// The values in the order of the columns.
    package let values: [SQLValue]

    /// Pairs the columns with their values.
    public init(columns: SQLColumns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    private func value(_ column: String) throws(RegistryError) -> SQLValue {
        guard let index = columns.positions[column] else { throw .column(column) }
        return values[index]
    }

    package func integer(_ column: String) throws(RegistryError) -> Int64 {
        guard case .integer(let value) = try value(column) else { throw .column(column) }
        return value
    }

    package func optionalInteger(_ column: String) throws(RegistryError) -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let value): value
        default: throw .column(column)
        }
    }

    package func text(_ column: String) throws(RegistryError) -> String {
        guard case .text(let value) = try value(column) else { throw .column(column) }
        return value
    }

    package func optionalText(_ column: String) throws(RegistryError) -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let value): value
        default: throw .column(column)
        }
    }

    package func blob(_ column: String) throws(RegistryError) -> [UInt8] {
        guard case .blob(let value) = try value(column) else { throw .column(column) }
        return value
    }

    package func optionalBlob(_ column: String) throws(RegistryError) -> [UInt8]? {
        switch try value(column) {
        case .null: nil
        case .blob(let value): value
        default: throw .column(column)
        }
    }

    /// A column that holds what one of the domain's types reads; anything else is damage.
    func parsed<Value>(
        _ column: String, _ read: ([UInt8]) -> Value?
    ) throws(RegistryError) -> Value {
        guard let value = read(try blob(column)) else { throw .column(column) }
        return value
    }

    func optionalParsed<Value>(
        _ column: String, _ read: ([UInt8]) -> Value?
    ) throws(RegistryError) -> Value? {
        guard let bytes = try optionalBlob(column) else { return nil }
        guard let value = read(bytes) else { throw .column(column) }
        return value
    }

    func parsed<Value>(
        text column: String, _ read: (String) -> Value?
    ) throws(RegistryError) -> Value {
        guard let value = read(try text(column)) else { throw .column(column) }
        return value
    }

    func optionalTimestamp(_ column: String) throws(RegistryError) -> Timestamp? {
        guard let seconds = try optionalInteger(column) else { return nil }
        guard let moment = Timestamp(secondsSinceEpoch: seconds) else { throw .column(column) }
        return moment
    }

    func timestamp(_ column: String) throws(RegistryError) -> Timestamp {
        guard let moment = try optionalTimestamp(column) else { throw .column(column) }
        return moment
    }
}
