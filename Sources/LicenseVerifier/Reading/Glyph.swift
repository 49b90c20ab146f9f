import CBOR

/// A character of a received text, with where it was and what was mended just before it.
struct Glyph {
    /// The character.
    var scalar: UInt32
    /// Its number among the characters of the text as received.
    var offset: Int
    /// What was left out or changed here.
    var repairs: Repairs = []

    /// The character as ASCII; 0 for any other.
    var byte: UInt8 { scalar < 0x80 ? UInt8(truncatingIfNeeded: scalar) : 0 }

    /// The same, with a small letter as a capital.
    var capital: UInt8 { byte.isLowerLetter ? byte - 0x20 : byte }

    /// Whether it is a space or a line feed, once the text is folded.
    var isSeparator: Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") }

    /// A letter or digit of ASCII.
    var isWord: Bool { byte.isLetter || byte.isDigit }
}

/// The characters of a received text.
enum Glyphs {
    /// The characters of some bytes: UTF-8, UTF-16 or UTF-32 with or without a mark, or else
    /// Windows-1252.
    static func decoded(_ bytes: [UInt8]) -> (glyphs: [Glyph], repairs: Repairs) {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            return (scalars(bytes[3...]), .byteOrderMark)
        }
        if bytes.starts(with: [0xff, 0xfe, 0, 0]) || bytes.starts(with: [0, 0, 0xfe, 0xff]) {
            return (utf32(bytes[4...], isLittle: bytes[0] == 0xff), .utf32)
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            return (utf16(bytes[2...], isLittle: bytes[0] == 0xff), .utf16)
        }
        // ASCII in UTF-32 has three zeros in every four bytes, in UTF-16 one in every two.
        if bytes.count >= 16, bytes.count % 4 == 0 {
            let head = bytes.prefix(64)
            for isLittle in [true, false]
            where head.indices.allSatisfy({ (head[$0] != 0) == ($0 % 4 == (isLittle ? 0 : 3)) }) {
                return (utf32(bytes[...], isLittle: isLittle), .utf32)
            }
        }
        if bytes.count >= 8, bytes.count % 2 == 0 {
            let head = bytes.prefix(64)
            for isLittle in [true, false]
            where head.indices.allSatisfy({ (head[$0] == 0) == ($0 % 2 == (isLittle ? 1 : 0)) }) {
                return (utf16(bytes[...], isLittle: isLittle), .utf16)
            }
        }
        return (scalars(bytes[...]), [])
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(bytes.count)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            for byte in bytes {
                result.append(Glyph(scalar: windows1252(byte), offset: result.count))
            }
            return result
        }
        for scalar in text.unicodeScalars {
            result.append(Glyph(scalar: scalar.value, offset: result.count))
        }
        return result
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> [Glyph] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isLittle ? second << 8 | first : first << 8 | second)
            index += 2
        }
        var result: [Glyph] = []
        result.reserveCapacity(units.count)
        for scalar in String(decoding: units, as: UTF16.self).unicodeScalars {
            result.append(Glyph(scalar: scalar.value, offset: result.count))
        }
        return result
    }

    private static func utf32(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(bytes.count / 4)
        var index = bytes.startIndex
        while index + 3 < bytes.endIndex {
            let word = bytes[index..<(index + 4)]
            let scalar = (isLittle ? Array(word.reversed()) : Array(word)).reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
            result.append(
                Glyph(scalar: Unicode.Scalar(scalar) == nil ? 0xfffd : scalar, offset: result.count)
            )
            index += 4
        }
        return result
    }

    /// The few characters of Windows-1252 that people meet around and inside a key; every other is
    /// some letter.
    private static func windows1252(_ byte: UInt8) -> UInt32 {
        switch byte {
        case 0x96, 0x97: 0x2013
        case 0x85: 0x2026
        case 0x80...0x9f: 0xfffd
        default: UInt32(byte)
        }
    }
}
