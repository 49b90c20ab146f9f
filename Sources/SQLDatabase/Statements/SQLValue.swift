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

    package static func optional(_ value: Int64?) -> SQLValue {
        value.map { .integer($0) } ?? .null
    }
    package static func optional(_ value: UInt64?) -> SQLValue {
        value.map { .integer(Int64(clamping: $0)) } ?? .null
    }
}
