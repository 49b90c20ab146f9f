import CBOR
import COSE

/// The first 16 bytes of SHA-256 over a signed object, which name exactly this object.
///
/// A receipt names the message that it answers by it, and a report the report and the receipt that
/// came before. Nobody finds a second message for a digest; two messages of one digest, which only
/// the holder of the signing key could look for, cost 2^64 hashes (Device-Messages, security
/// considerations).
public struct MessageDigest: Hashable, Sendable {
    /// The number of bytes.
    public static let byteCount = 16

    // Two words and no array: a history holds many digests, and is copied with each answer.
    private let high: UInt64
    private let low: UInt64

    /// Reads exactly sixteen bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(prefixOf: Array(bytes))
    }

    /// Names an object by its bytes.
    public init(of object: [UInt8]) {
        self.init(prefixOf: SHA256.digest(of: object))
    }

    private init(prefixOf bytes: [UInt8]) {
        var (high, low) = (UInt64(0), UInt64(0))
        for index in 0..<8 { high = high << 8 | UInt64(bytes[index]) }
        for index in 8..<16 { low = low << 8 | UInt64(bytes[index]) }
        self.high = high
        self.low = low
    }

    /// The bytes.
    public var bytes: [UInt8] {
        (0..<Self.byteCount).map { index in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - index % 8 * 8))
        }
    }
}

extension MessageDigest: CustomStringConvertible {
    /// Thirty-two hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}
