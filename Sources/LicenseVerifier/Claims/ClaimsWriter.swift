package import CBOR

/// Writes the claims of one map in the order of their labels, and counts them.
package struct ClaimsWriter {
    private var entries: CBOREncoder
    /// How many claims were written.
    package private(set) var count = 0

    /// Starts empty, with room for `capacity` bytes.
    package init(capacity: Int = 0) {
        entries = CBOREncoder(capacity: capacity)
    }

    /// Appends a claim; its label comes after those before it (RFC 8949 §4.2.1).
    package mutating func write(_ label: Int64, _ value: some ClaimValue) {
        write(.integer(label), value)
    }

    /// Appends a claim, if there is a value.
    package mutating func write(_ label: Int64, _ value: (some ClaimValue)?) {
        if let value { write(label, value) }
    }

    /// Appends an entry with any key.
    package mutating func write(_ key: CBORKey, _ value: some ClaimValue) {
        count += 1
        entries.key(key)
        entries.item(value.claim)
    }

    /// Appends a claim that is a map of claims itself.
    package mutating func write(_ label: Int64, _ claims: ClaimsWriter) {
        count += 1
        entries.integer(label)
        entries.map(count: claims.count)
        entries.append(claims.entries)
    }

    /// The map's one encoding.
    package var encoded: [UInt8] {
        var encoder = CBOREncoder(capacity: entries.bytes.count + 3)
        encoder.map(count: count)
        encoder.append(entries)
        return encoder.bytes
    }
}
