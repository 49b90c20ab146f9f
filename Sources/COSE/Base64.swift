/// Base64 in its two alphabets (RFC 4648 §4 and §5), strict: one text for one byte string.
package enum Base64 {
    /// Why a text is not the one encoding of some bytes.
    ///
    /// Offsets count UTF-8 bytes.
    package enum Failure: Error, Equatable {
        /// A character outside the alphabet, padding included where none belongs.
        case character(offset: Int)
        /// A length that no byte string has: one character over a multiple of four.
        case length
        /// The unused low bits of the last character are not zero.
        case unusedBits
    }

    /// The URL-safe alphabet without padding.
    package static func encodeURL(_ bytes: [UInt8]) -> String {
        String(decoding: encode(bytes, alphabet: urlAlphabet), as: UTF8.self)
    }

    /// The standard alphabet with padding.
    package static func encodePadded(_ bytes: [UInt8]) -> String {
        var text = encode(bytes, alphabet: standardAlphabet)
        while !text.count.isMultiple(of: 4) { text.append(padding) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes the URL-safe alphabet without padding.
    package static func decodeURL(
        _ text: Substring.UTF8View
    ) throws(Failure) -> [UInt8] {
        try decode(text, values: urlValues)
    }

    /// Decodes the standard alphabet, padded to a multiple of four.
    package static func decodePadded(_ text: some Collection<UInt8>) throws(Failure) -> [UInt8] {
        guard text.count.isMultiple(of: 4) else { throw .length }
        // At most two padding characters; a third would be an alphabet error below.
        let padded = text.suffix(2).reversed().prefix { $0 == padding }.count
        return try decode(text.dropLast(padded), values: standardValues)
    }

    private static let padding = UInt8(ascii: "=")
    private static let letters =
        Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let urlAlphabet = letters + Array("-_".utf8)
    private static let standardAlphabet = letters + Array("+/".utf8)
    private static let urlValues = values(of: urlAlphabet)
    private static let standardValues = values(of: standardAlphabet)

    /// The six bits of each character code; 0xff for codes outside the alphabet.
    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var table = [UInt8](repeating: 0xff, count: 256)
        for (value, character) in alphabet.enumerated() {
            table[Int(character)] = UInt8(value)
        }
        return table
    }

    private static func encode(
        _ bytes: [UInt8], alphabet: [UInt8]
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count * 4 + 2) / 3 + 2)
        var bits: UInt32 = 0
        var pending = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            pending += 8
            while pending >= 6 {
                pending -= 6
                result.append(alphabet[Int(bits >> UInt32(pending) & 63)])
            }
        }
        if pending > 0 {
            result.append(alphabet[Int(bits << UInt32(6 - pending) & 63)])
        }
        return result
    }

    private static func decode(
        _ text: some Collection<UInt8>, values: [UInt8]
    ) throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var pending = 0
        var offset = 0
        for character in text {
            let value = values[Int(character)]
            guard value < 64 else { throw .character(offset: offset) }
            bits = bits << 6 | UInt32(value)
            pending += 6
            if pending >= 8 {
                pending -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
            }
            offset += 1
        }
        guard pending < 6 else { throw .length }
        guard bits & ((1 << UInt32(pending)) - 1) == 0 else { throw .unusedBits }
        return result
    }
}
