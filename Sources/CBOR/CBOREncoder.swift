/// Writes items of the deterministic profile: shortest heads, definite lengths.
///
/// `item(_:)` gives the one encoding of an item. The other verbs append single heads and values for
/// writers on a hot path; a caller that opens a map with them supplies its keys in ascending order.
public struct CBOREncoder: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// Starts empty, with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends an integer (major types 0 and 1).
    public mutating func integer(_ value: Int64) {
        value >= 0
            ? head(0x00, UInt64(value))
            : head(0x20, UInt64(-1 - value))
    }

    /// Appends a byte string (major type 2).
    public mutating func bytes(_ value: ArraySlice<UInt8>) {
        head(0x40, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Appends a byte string (major type 2).
    public mutating func bytes(_ value: [UInt8]) {
        bytes(value[...])
    }

    /// Appends a text (major type 3).
    public mutating func text(_ value: String) {
        head(0x60, UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Opens an array of `count` elements, which the caller appends next (major type 4).
    public mutating func array(count: Int) {
        head(0x80, UInt64(count))
    }

    /// Opens a map of `count` entries, whose keys and values the caller appends next in ascending
    /// order of the keys' encoded bytes (major type 5).
    public mutating func map(count: Int) {
        head(0xa0, UInt64(count))
    }

    /// Opens a tag, whose content the caller appends next (major type 6).
    public mutating func tag(_ number: UInt64) {
        head(0xc0, number)
    }

    /// Appends a truth value.
    public mutating func bool(_ value: Bool) {
        bytes.append(value ? 0xf5 : 0xf4)
    }

    /// Appends a map key.
    public mutating func key(_ key: CBORKey) {
        switch key {
        case .integer(let value): integer(value)
        case .text(let value): text(value)
        }
    }

    /// Appends a whole item.
    public mutating func item(_ item: CBORItem) {
        switch item {
        case .integer(let value): integer(value)
        case .bytes(let value): bytes(value)
        case .text(let value): text(value)
        case .bool(let value): bool(value)
        case .array(let items):
            array(count: items.count)
            for item in items { self.item(item) }
        case .map(let map):
            self.map(count: map.entries.count)
            for entry in map.entries {
                key(entry.key)
                self.item(entry.value)
            }
        }
    }

    /// Appends what another encoder has written.
    package mutating func append(_ other: CBOREncoder) {
        bytes.append(contentsOf: other.bytes)
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        switch argument {
        case 0..<24: bytes.append(major | UInt8(truncatingIfNeeded: argument))
        case 24...0xff: argumentHead(major | 24, argument, width: 1)
        case 0x100...0xffff: argumentHead(major | 25, argument, width: 2)
        case 0x1_0000...0xffff_ffff: argumentHead(major | 26, argument, width: 4)
        default: argumentHead(major | 27, argument, width: 8)
        }
    }

    private mutating func argumentHead(_ initialByte: UInt8, _ argument: UInt64, width: Int) {
        bytes.append(initialByte)
        for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }
}

extension CBORItem {
    /// The item's one encoding.
    public var encoded: [UInt8] {
        var encoder = CBOREncoder()
        encoder.item(self)
        return encoder.bytes
    }
}
