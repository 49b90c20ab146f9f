/// CBOR written byte by byte, so that the rules can be broken one at a time, and without the
/// product's own writer, so that the vectors are a second opinion on the bytes.
enum Raw {
    /// A head in its shortest form (RFC 8949 §3).
    static func head(_ major: UInt8, _ argument: UInt64) -> [UInt8] {
        let (short, octets): (UInt64, Int) =
            switch argument {
            case ..<24: (argument, 0)
            case ..<0x100: (24, 1)
            case ..<0x1_0000: (25, 2)
            case ..<0x1_0000_0000: (26, 4)
            default: (27, 8)
            }
        let shifts = (0..<octets).reversed().map { UInt64($0) * 8 }
        return [major << 5 | UInt8(short)]
            + shifts.map { UInt8(truncatingIfNeeded: argument >> $0) }
    }

    static func integer(_ value: Int64) -> [UInt8] {
        value < 0 ? head(1, UInt64(-1 - value)) : head(0, UInt64(value))
    }

    static func bytes(_ value: [UInt8]) -> [UInt8] { head(2, UInt64(value.count)) + value }
    static func text(_ value: String) -> [UInt8] { head(3, UInt64(value.utf8.count)) + value.utf8 }
    static func array(_ items: [[UInt8]]) -> [UInt8] {
        head(4, UInt64(items.count)) + items.flatMap(\.self)
    }

    /// A map with its entries in the order given.
    static func map(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        head(5, UInt64(entries.count)) + entries.flatMap { $0.key + $0.value }
    }

    static func bool(_ value: Bool) -> [UInt8] { [value ? 0xf5 : 0xf4] }
}

/// The entries of a map, to be changed before they are written.
struct RawMap {
    var entries: [(key: [UInt8], value: [UInt8])]

    /// Labels with what is under them, in any order; nil is left out.
    init(_ members: [(Int64, [UInt8]?)]) {
        entries = []
        for (label, value) in members {
            if let value { set(label, value) }
        }
    }

    /// The map of a well-formed payload.
    init(payload: [UInt8]) {
        var reader = RawReader(payload)
        entries = reader.entries()
    }

    var bytes: [UInt8] { Raw.map(entries) }

    /// Replaces the value under a label, or adds it where the order of keys wants it.
    mutating func set(_ label: Int64, _ value: [UInt8]) {
        let key = Raw.integer(label)
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            let index = entries.firstIndex { key.lexicographicallyPrecedes($0.key) }
            entries.insert((key, value), at: index ?? entries.endIndex)
        }
    }

    mutating func remove(_ label: Int64) {
        let key = Raw.integer(label)
        entries.removeAll { $0.key == key }
    }
}
