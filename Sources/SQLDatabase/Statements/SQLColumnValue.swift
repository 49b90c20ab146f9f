/// A type in which a column can be read: `let id: TokenID = try row["id"]`.
package protocol SQLColumnValue {
    /// Reads a value; nil for one that the type does not have.
    init?(column: SQLValue)
}

extension Int64: SQLColumnValue {
    /// An integer.
    package init?(column: SQLValue) {
        guard case .integer(let value) = column else { return nil }
        self = value
    }
}

extension String: SQLColumnValue {
    /// A text.
    package init?(column: SQLValue) {
        guard case .text(let value) = column else { return nil }
        self = value
    }
}

extension [UInt8]: SQLColumnValue {
    /// Bytes.
    package init?(column: SQLValue) {
        guard case .blob(let value) = column else { return nil }
        self = value
    }
}

extension Bool: SQLColumnValue {
    /// Zero or one.
    package init?(column: SQLValue) {
        guard case .integer(let value) = column, let bit = UInt8(exactly: value), bit < 2 else {
            return nil
        }
        self = bit == 1
    }
}

extension Optional: SQLColumnValue where Wrapped: SQLColumnValue {
    /// Nil for null; null is not a value of anything else.
    package init?(column: SQLValue) {
        if column == .null {
            self = .none
        } else {
            guard let value = Wrapped(column: column) else { return nil }
            self = .some(value)
        }
    }
}

extension SQLColumnValue where Self: RawRepresentable, RawValue: SQLColumnValue {
    /// The case with that raw value.
    package init?(column: SQLValue) {
        guard let value = RawValue(column: column) else { return nil }
        self.init(rawValue: value)
    }
}
