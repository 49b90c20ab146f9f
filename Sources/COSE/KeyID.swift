import CBOR

/// The name of a key in a message's header: the first 8 bytes of its COSE Key Thumbprint.
///
/// A key id selects among trusted keys and proves nothing (RFC 9052 §3.1, RFC 9679).
public struct KeyID: Hashable, Sendable {
    /// The number of bytes on the wire.
    public static let byteCount = 8

    private let value: UInt64

    /// Reads exactly eight bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads sixteen hexadecimal digits.
    public init?(hexadecimal text: String) {
        guard let bytes = Hexadecimal.decode(text) else { return nil }
        self.init(bytes)
    }

    /// The eight bytes.
    public var bytes: [UInt8] {
        (0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

extension KeyID: CustomStringConvertible {
    /// Sixteen hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }
}
