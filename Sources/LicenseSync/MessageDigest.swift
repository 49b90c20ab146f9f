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

    /// The bytes.
    public let bytes: [UInt8]

    /// Reads exactly sixteen bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Names an object by its bytes.
    public init(of object: [UInt8]) {
        bytes = Array(SHA256.digest(of: object).prefix(Self.byteCount))
    }
}

extension MessageDigest: CustomStringConvertible {
    /// Thirty-two hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}
