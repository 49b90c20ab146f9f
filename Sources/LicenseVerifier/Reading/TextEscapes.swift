import CBOR

/// The backslashes of a text inside a JSON document or a program (RFC 8259 §7).
enum TextEscapes {
    /// The text that such a text stands for; nil where it has no escapes.
    static func removed(from glyphs: [Glyph]) -> [Glyph]? {
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var index = 0
        var isChanged = false
        while index < glyphs.count {
            guard glyphs[index].byte == UInt8(ascii: "\\"),
                let (scalar, count) = escape(glyphs, at: index + 1)
            else {
                result.append(glyphs[index])
                index += 1
                continue
            }
            result.append(Glyph(scalar: scalar, offset: glyphs[index].offset, repairs: .escapes))
            index += 1 + count
            isChanged = true
        }
        return isChanged ? result : nil
    }

    private static func escape(_ glyphs: [Glyph], at index: Int) -> (scalar: UInt32, count: Int)? {
        guard index < glyphs.count else { return nil }
        switch glyphs[index].byte {
        case UInt8(ascii: "n"): return (0x0a, 1)
        case UInt8(ascii: "r"): return (0x0d, 1)
        case UInt8(ascii: "t"): return (0x09, 1)
        case UInt8(ascii: "u"):
            guard index + 4 < glyphs.count else { return nil }
            var scalar: UInt32 = 0
            for glyph in glyphs[(index + 1)...(index + 4)] {
                guard let digit = Hexadecimal.value(of: glyph.byte) else { return nil }
                scalar = scalar << 4 | UInt32(digit)
            }
            return Unicode.Scalar(scalar) == nil ? nil : (scalar, 5)
        case let byte where byte.isOne(of: "\\/\"'_-+="): return (UInt32(byte), 1)
        default: return nil
        }
    }
}
