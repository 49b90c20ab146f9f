import CBOR
import LicenseVerifier

/// CBOR written byte by byte, so that the rules can be broken one at a time.
enum Raw {
    /// A head in its shortest form.
    static func head(_ major: UInt8, _ argument: UInt64) -> [UInt8] {
        var encoder = CBOREncoder()
        encoder.tag(argument)
        var bytes = encoder.bytes
        bytes[0] = bytes[0] & 0x1f | major << 5
        return bytes
    }

    static func integer(_ value: Int64) -> [UInt8] { CBORItem.integer(value).encoded }
    static func bytes(_ value: [UInt8]) -> [UInt8] { head(2, UInt64(value.count)) + value }
    static func text(_ value: String) -> [UInt8] { head(3, UInt64(value.utf8.count)) + value.utf8 }
    static func array(_ items: [[UInt8]]) -> [UInt8] {
        head(4, UInt64(items.count)) + items.flatMap(\.self)
    }

    /// A map with its entries in the order given.
    static func map(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        head(5, UInt64(entries.count)) + entries.flatMap { $0.key + $0.value }
    }
}

/// The entries of a map, to be changed before they are written.
struct RawMap {
    var entries: [(key: [UInt8], value: [UInt8])]

    init(_ map: CBORMap) {
        entries = map.entries.map { entry in
            var encoder = CBOREncoder()
            encoder.key(entry.key)
            return (encoder.bytes, entry.value.encoded)
        }
    }

    /// Labels with what stands under them, in any order; nil is left out.
    init(_ members: [(Int64, [UInt8]?)]) {
        entries = []
        for (label, value) in members {
            if let value { set(label, value) }
        }
    }

    /// The map of a well-formed payload.
    init(payload: [UInt8]) throws {
        let limits = CBORLimits(depth: Limits.maxDepth, entries: 256)
        self.init(try CBORDecoder.decode(payload[...], limits: limits).map ?? CBORMap())
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

/// A license's payload with its two maps laid open.
struct RawClaims {
    var top: RawMap
    var license: RawMap

    private static let licenseLabel: Int64 = -65537

    init() throws {
        let payload = try Sample.claims { $0.expiresAt = Sample.expiresAt }.payload()
        let item = try CBORDecoder.decode(payload[...], limits: CBORLimits(depth: 6, entries: 64))
        top = RawMap(item.map ?? CBORMap())
        license = RawMap(item.map?[Self.licenseLabel]?.map ?? CBORMap())
    }

    var bytes: [UInt8] {
        var top = top
        if top.entries.contains(where: { $0.key == Raw.integer(Self.licenseLabel) }) {
            top.set(Self.licenseLabel, license.bytes)
        }
        return top.bytes
    }
}
