import LicenseVerifier
package import SQLDatabase

extension Identifier: SQLColumnValue {
    /// The bytes of an id.
    package init?(column: SQLValue) {
        guard case .blob(let bytes) = column else { return nil }
        self.init(bytes)
    }
}

extension Timestamp: SQLColumnValue {
    /// Seconds since the epoch.
    package init?(column: SQLValue) {
        guard case .integer(let seconds) = column else { return nil }
        self.init(secondsSinceEpoch: seconds)
    }
}

extension SQLValue {
    /// The bytes of an id; null for none.
    static func id<Kind>(_ id: Identifier<Kind>?) -> SQLValue {
        id.map { .blob($0.bytes) } ?? .null
    }

    /// A moment in seconds since the epoch; null for none.
    static func time(_ time: Timestamp?) -> SQLValue {
        time.map { .integer($0.secondsSinceEpoch) } ?? .null
    }

    /// A text; null for none.
    static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

    /// One for true.
    static func flag(_ isTrue: Bool) -> SQLValue { .integer(isTrue ? 1 : 0) }
}

extension SQLRow {
    func timestamp(_ column: String) throws(SQLError) -> Timestamp { try self[column] }

    func optionalTimestamp(_ column: String) throws(SQLError) -> Timestamp? { try self[column] }
}
