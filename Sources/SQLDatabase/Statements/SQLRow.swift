/// The columns of a query's result, which its rows share.
public struct SQLColumns: Sendable {
    /// Their names, in their order.
    public let names: [String]
    private let positions: [String: Int]

    /// Takes the names; of two columns with one name the first is found by it.
    public init(_ names: [String]) {
        self.names = names
        positions = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    fileprivate func position(of name: String) -> Int? { positions[name] }
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

    /// What a column holds, as the type that is asked for; anything else is damage.
    package subscript<Value: SQLColumnValue>(_ column: String) -> Value {
        get throws(SQLError) {
            guard let result = Value(column: try value(column)) else { throw .column(column) }
            return result
        }
    }

    /// The first column, of a query that has one.
    package func first<Value: SQLColumnValue>() throws(SQLError) -> Value {
        guard let value = values.first.flatMap({ Value(column: $0) }) else {
            throw .column(columns.names.first ?? "")
        }
        return value
    }

    private func value(_ column: String) throws(SQLError) -> SQLValue {
        guard let index = columns.position(of: column) else { throw .column(column) }
        return values[index]
    }

    package func integer(_ column: String) throws(SQLError) -> Int64 {
        guard case .integer(let value) = try value(column) else { throw .column(column) }
        return value
    }

    package func optionalInteger(_ column: String) throws(SQLError) -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let value): value
        default: throw .column(column)
        }
    }

    package func text(_ column: String) throws(SQLError) -> String {
        guard case .text(let value) = try value(column) else { throw .column(column) }
        return value
    }

    package func optionalText(_ column: String) throws(SQLError) -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let value): value
        default: throw .column(column)
        }
    }

    package func blob(_ column: String) throws(SQLError) -> [UInt8] {
        guard case .blob(let value) = try value(column) else { throw .column(column) }
        return value
    }

    package func optionalBlob(_ column: String) throws(SQLError) -> [UInt8]? {
        switch try value(column) {
        case .null: nil
        case .blob(let value): value
        default: throw .column(column)
        }
    }

    /// A column that holds what one of the domain's types reads; anything else is damage.
    package func parsed<Value>(
        _ column: String, _ read: ([UInt8]) -> Value?
    ) throws(SQLError) -> Value {
        guard let value = read(try blob(column)) else { throw .column(column) }
        return value
    }

    package func optionalParsed<Value>(
        _ column: String, _ read: ([UInt8]) -> Value?
    ) throws(SQLError) -> Value? {
        guard let bytes = try optionalBlob(column) else { return nil }
        guard let value = read(bytes) else { throw .column(column) }
        return value
    }

    package func parsed<Value>(
        text column: String, _ read: (String) -> Value?
    ) throws(SQLError) -> Value {
        guard let value = read(try text(column)) else { throw .column(column) }
        return value
    }
}
