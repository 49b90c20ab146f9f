/// One data item of the deterministic CBOR profile (RFC 8949 §4.2.1, Token-Format §2).
///
/// The profile knows integers within `Int64`, byte strings, texts, arrays, maps and the two
/// booleans. Whatever else CBOR can say (floats, tags, null, indefinite lengths) has no case here,
/// so it can be neither decoded nor encoded.
public enum CBORItem: Sendable {
    case integer(Int64)
    case bytes(ArraySlice<UInt8>)
    case text(String)
    case array([CBORItem])
    case map(CBORMap)
    case bool(Bool)
}

extension CBORItem: Equatable {
    /// Whether both encode to the same bytes.
    public static func == (left: CBORItem, right: CBORItem) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.bytes(let left), .bytes(let right)): left == right
        // String's own equality is canonical equivalence, under which two different encodings
        // of "é" are one text. On the wire texts are their bytes.
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.map(let left), .map(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        default: false
        }
    }
}

extension CBORItem {
    /// The integer, if this item is one.
    @inlinable public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The byte string, if this item is one.
    @inlinable public var bytes: ArraySlice<UInt8>? {
        if case .bytes(let value) = self { value } else { nil }
    }

    /// The text, if this item is one.
    @inlinable public var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The elements, if this item is an array.
    @inlinable public var array: [CBORItem]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The entries, if this item is a map.
    @inlinable public var map: CBORMap? {
        if case .map(let value) = self { value } else { nil }
    }

    /// The truth value, if this item is one.
    @inlinable public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// Levels of nesting: 0 for a single value, 1 for an array or map of single values.
    public var depth: Int {
        switch self {
        case .integer, .bytes, .text, .bool: 0
        case .array(let items): 1 + (items.map { $0.depth }.max() ?? 0)
        case .map(let map): 1 + (map.entries.map { $0.value.depth }.max() ?? 0)
        }
    }
}
