import Glibc

/// An address of IP version 4 or 6, in 16 bytes (RFC 4291 §2.5.5.2 for version 4).
///
/// A socket that listens on both versions names a caller of version 4 as `::ffff:192.0.2.7`, which
/// is the same address as `192.0.2.7`.
struct NetworkAddress: Equatable, Sendable {
    let bytes: [UInt8]

    /// Reads an address without port, brackets or zone; nil for anything else.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.bytes = bytes
        } else if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Self.version4 + bytes.prefix(4)
        } else {
            return nil
        }
    }

    private static let version4 = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]

    var isVersion4: Bool { bytes.starts(with: Self.version4) }

    /// Reads an entry of `X-Forwarded-For`, to which some proxies add the caller's port.
    init?(forwarded text: some StringProtocol) {
        let text = text.drop { $0 == " " || $0 == "\t" }
        if text.first == "[" {
            // [2001:db8::7]:4711
            self.init(text.dropFirst().prefix { $0 != "]" })
        } else if text.contains("."), let colon = text.lastIndex(of: ":"),
            text.firstIndex(of: ":") == colon
        {
            // 192.0.2.7:4711
            self.init(text[..<colon])
        } else {
            self.init(text.prefix { $0 != " " && $0 != "\t" })
        }
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// One text for each address: four decimal numbers, or eight hexadecimal ones.
    var description: String {
        guard !isVersion4 else { return bytes.suffix(4).map { "\($0)" }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }
}

/// A network of addresses that begin alike, such as `10.0.0.0/8`, or one address.
struct NetworkPrefix: Equatable, Sendable {
    private let address: NetworkAddress
    /// How many bits of the 128 the addresses have in common.
    private let length: Int

    /// Reads an address, or an address with the number of its common bits; nil for anything else.
    ///
    /// Bits beyond the common ones must be zero: `10.1.0.0/8` is more likely a typo than another
    /// way to write `10.0.0.0/8`.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = NetworkAddress(first), parts.count <= 2
        else { return nil }
        let width = address.isVersion4 ? 32 : 128
        var length = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let given = Int(parts[1]), given <= width
            else { return nil }
            length = given
        }
        self.address = address
        self.length = length + 128 - width
        let rest = address.bytes.indices.map { index in
            address.bytes[index] & ~Self.mask(self.length, at: index)
        }
        guard rest.allSatisfy({ $0 == 0 }) else { return nil }
    }

    func contains(_ other: NetworkAddress) -> Bool {
        other.bytes.indices.allSatisfy { index in
            (other.bytes[index] ^ address.bytes[index]) & Self.mask(length, at: index) == 0
        }
    }

    /// Which bits of a byte are among the first `length` of all.
    private static func mask(_ length: Int, at index: Int) -> UInt8 {
        let bits = min(max(length - index * 8, 0), 8)
        return UInt8(truncatingIfNeeded: 0xff00 >> bits)
    }
}
