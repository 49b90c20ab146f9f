/// Base32 without padding (RFC 4648 §6), strict: one text for one byte string.
package enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The upper-case characters of some bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count * 8 + 4) / 5)
        var bits: UInt32 = 0
        var pending = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            pending += 8
            while pending >= 5 {
                pending -= 5
                result.append(alphabet[Int(bits >> UInt32(pending) & 31)])
            }
        }
        if pending > 0 {
            result.append(alphabet[Int(bits << UInt32(5 - pending) & 31)])
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes of a text that `encode` can give; nil for any other.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count * 5 / 8)
        var bits: UInt32 = 0
        var pending = 0
        for character in text {
            let value: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = character - UInt8(ascii: "2") + 26
            default: return nil
            }
            bits = bits << 5 | UInt32(value)
            pending += 5
            if pending >= 8 {
                pending -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
            }
        }
        // Five or more bits left over mean a character too many.
        guard pending < 5, bits & ((1 << UInt32(pending)) - 1) == 0 else { return nil }
        return result
    }
}
