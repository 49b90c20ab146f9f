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

    /// Whether it is a space or a line feed, once the text is folded.
    var isSeparator: Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") }

    /// A letter or digit of ASCII.
    var isWord: Bool { byte.isLetter || byte.isDigit }
}

/// The characters of a received text.
enum Glyphs {
    /// The characters of some bytes: UTF-8 or UTF-16 with or without a mark, or else Windows-1252.
    static func decoded(_ bytes: [UInt8]) -> (glyphs: [Glyph], repairs: Repairs) {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            return (scalars(bytes[3...]), .byteOrderMark)
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            return (utf16(bytes[2...], isLittle: bytes[0] == 0xff), .utf16)
        }
        // ASCII in UTF-16 has a zero in every other byte.
        if bytes.count >= 8, bytes.count % 2 == 0 {
            let head = bytes.prefix(64)
            for isLittle in [true, false]
            where head.indices.allSatisfy({ (head[$0] == 0) == ($0 % 2 == (isLittle ? 1 : 0)) }) {
                return (utf16(bytes[...], isLittle: isLittle), .utf16)
            }
        }
        return (scalars(bytes[...]), [])
    }

    /// The same text in the few characters that matter: ASCII, one kind of space, one kind of line
    /// end; what cannot be seen is left out.
    static func folded(_ glyphs: [Glyph]) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var pending: Repairs = []
        var wasReturn = false
        for glyph in glyphs {
            var glyph = glyph
            glyph.repairs.formUnion(pending)
            pending = []
            defer { wasReturn = glyph.scalar == 0x0d }
            switch glyph.scalar {
            case 0x0a where wasReturn: continue
            case 0x0a...0x0d, 0x85, 0x2028, 0x2029:
                result.append(
                    Glyph(scalar: 0x0a, offset: glyph.offset, repairs: glyph.repairs))
                continue
            case 0x09, 0xa0, 0x1680, 0x2000...0x200a, 0x202f, 0x205f, 0x3000:
                glyph.scalar = 0x20
            case 0xad, 0x034f, 0x061c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b...0x180e,
                0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfe00...0xfe0f, 0xfeff,
                0xe0000...0xe0fff:
                pending = glyph.repairs.union(.invisible)
                continue
            case 0x2010...0x2015, 0x2212, 0xfe58, 0xfe63, 0xff0d:
                glyph.scalar = 0x2d
                glyph.repairs.insert(.dashes)
            case 0xff01...0xff5e:
                glyph.scalar -= 0xfee0
                glyph.repairs.insert(.fullWidth)
            default: break
            }
            result.append(glyph)
        }
        return result
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
