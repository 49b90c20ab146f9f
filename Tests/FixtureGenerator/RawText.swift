/// The text forms of bytes, written without the product's own writers.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

enum Base64 {
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    /// The alphabet for URLs, without padding (RFC 4648 §5).
    static func encodeURL(_ bytes: [UInt8]) -> String {
        digits(of: bytes, bits: 6, alphabet: letters + "-_")
    }

    /// The standard alphabet, with padding (RFC 4648 §4).
    static func encodePadded(_ bytes: [UInt8]) -> String {
        let text = digits(of: bytes, bits: 6, alphabet: letters + "+/")
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// A file of one line of base64, which is all that a key needs (RFC 7468).
    static func pem(_ label: String, _ bytes: [UInt8]) -> String {
        "-----BEGIN \(label)-----\n\(encodePadded(bytes))\n-----END \(label)-----\n"
    }
}

enum Base32 {
    /// The carrier form of a QR code, without padding (Token-Format §4).
    static func carrier(_ octets: [UInt8]) -> String {
        "LK1:" + digits(of: octets, bits: 5, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    }
}

/// Digits of some bits each, from the highest bit on; the last is filled up with zeros.
private func digits(of bytes: [UInt8], bits: Int, alphabet: String) -> String {
    let alphabet = Array(alphabet.utf8)
    var result: [UInt8] = []
    var (pending, count) = (0, 0)
    for byte in bytes {
        pending = pending << 8 | Int(byte)
        count += 8
        while count >= bits {
            count -= bits
            result.append(alphabet[pending >> count])
            pending &= 1 << count - 1
        }
    }
    if count > 0 { result.append(alphabet[pending << (bits - count)]) }
    return String(decoding: result, as: UTF8.self)
}
