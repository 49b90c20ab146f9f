package import SQLDatabase

/// What was sold, in the words of the system that sold it.
public struct Sale: Hashable, Sendable {
    /// Whether it recurs.
    public enum Kind: Int64, Sendable {
        /// Paid once.
        case order = 0
        /// Renewed until it is cancelled.
        case subscription = 1
        /// No sale: granted by hand.
        case manual = 2
    }

    /// Whether it recurs.
    public let kind: Kind
    /// The sale's id there; 1 to 200 bytes.
    public let id: String

    /// Takes an id of 1 to 200 bytes without control characters; nil for any other.
    public init?(_ kind: Kind, _ id: String) {
        guard (1...200).contains(id.utf8.count),
            id.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.kind = kind
        self.id = id
    }
}

extension Sale: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        let kind: Kind = try row["sale_kind"]
        self = try row.parsed(text: "sale") { Sale(kind, $0) }
    }
}

extension Sale.Kind: SQLColumnValue {}
