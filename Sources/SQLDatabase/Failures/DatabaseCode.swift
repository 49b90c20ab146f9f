/// A database's own code for a failure.
public enum DatabaseCode: Equatable, Sendable, CustomStringConvertible {
    /// SQLite's extended result code.
    case sqlite(Int32)
    /// PostgreSQL's five characters.
    case sqlState(SQLState)

    /// The code as the database's own documentation lists it.
    public var description: String {
        switch self {
        case .sqlite(let code): "\(code)"
        case .sqlState(let state): "\(state)"
        }
    }
}

/// A code by which PostgreSQL says what went wrong: five digits and capital letters, of which the
/// first two name the class.
public struct SQLState: Hashable, Sendable, CustomStringConvertible {
    /// The five characters.
    public let description: String

    /// Reads a code; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 5,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) })
        else { return nil }
        description = text
    }

    /// The first two characters.
    package var classCode: Substring { description.prefix(2) }
}
