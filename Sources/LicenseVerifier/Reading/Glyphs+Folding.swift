import CBOR

extension Glyphs {
    /// The same text in the few characters that matter: ASCII, one kind of space, one kind of line
    /// end; what cannot be seen is left out.
    static func folded(_ glyphs: [Glyph]) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var pending: Repairs = []
        var wasReturn = false
        var index = 0
        while index < glyphs.count {
            var glyph = glyphs[index]
            glyph.repairs.formUnion(pending)
            pending = []
            let count = terminalSequence(glyphs, at: index)
            index += max(1, count)
            if count > 0 {
                pending = glyph.repairs.union(.invisible)
                continue
            }
            defer { wasReturn = glyph.scalar == 0x0d }
            switch fold(of: glyph.scalar) {
            case .lineEnd where glyph.scalar == 0x0a && wasReturn: continue
            case .lineEnd: result.append(replaced(glyph, 0x0a, []))
            case .space: result.append(replaced(glyph, 0x20, []))
            case .invisible: pending = glyph.repairs.union(.invisible)
            case .letters(let letters, let repair):
                for letter in letters { result.append(replaced(glyph, letter, repair)) }
            case .itself: result.append(glyph)
            }
        }
        return result
    }

    private enum Fold {
        case lineEnd, space, invisible, itself
        case letters([UInt32], Repairs)
    }

    private static func replaced(_ glyph: Glyph, _ scalar: UInt32, _ repair: Repairs) -> Glyph {
        Glyph(scalar: scalar, offset: glyph.offset, repairs: glyph.repairs.union(repair))
    }

    private static func fold(of scalar: UInt32) -> Fold {
        switch scalar {
        case 0x0a...0x0d, 0x85, 0x2028, 0x2029: .lineEnd
        case 0x09, 0xa0, 0x1680, 0x2000...0x200a, 0x202f, 0x205f, 0x2800, 0x3000: .space
        case 0xad, 0x034f, 0x061c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b...0x180f,
            0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0x3164, 0xfe00...0xfe0f, 0xfeff,
            0xffa0, 0xfff9...0xfffc, 0x1d173...0x1d17a, 0xe0000...0xe0fff:
            .invisible
        case 0x2010...0x2015, 0x2043, 0x2212, 0xfe58, 0xfe63, 0xff0d: .letters([0x2d], .dashes)
        case 0xff01...0xff5e: .letters([scalar - 0xfee0], .fullWidth)
        case 0xfb00: .letters([0x66, 0x66], .ligatures)
        case 0xfb01: .letters([0x66, 0x69], .ligatures)
        case 0xfb02: .letters([0x66, 0x6c], .ligatures)
        case 0xfb03: .letters([0x66, 0x66, 0x69], .ligatures)
        case 0xfb04: .letters([0x66, 0x66, 0x6c], .ligatures)
        case 0xfb05, 0xfb06: .letters([0x73, 0x74], .ligatures)
        default: styled(scalar).map { .letters([$0], .styledLetters) } ?? .itself
        }
    }

    /// The letter or digit that one of Unicode's mathematical alphabets shows in another style.
    private static func styled(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x1d400...0x1d6a3:
            let position = (scalar - 0x1d400) % 52
            return position < 26 ? 0x41 + position : 0x61 + position - 26
        case 0x1d7ce...0x1d7ff: return 0x30 + (scalar - 0x1d7ce) % 10
        case 0x24b6...0x24cf: return 0x41 + scalar - 0x24b6
        case 0x24d0...0x24e9: return 0x61 + scalar - 0x24d0
        case 0x1f130...0x1f149: return 0x41 + scalar - 0x1f130
        default: return nil
        }
    }

    /// How many characters a sequence has that colors a terminal (ECMA-48 §5.4); 0 for none.
    private static func terminalSequence(_ glyphs: [Glyph], at start: Int) -> Int {
        guard glyphs[start].scalar == 0x1b, start + 1 < glyphs.count,
            glyphs[start + 1].byte == UInt8(ascii: "[")
        else { return 0 }
        for index in start + 2..<min(glyphs.count, start + 24) {
            switch glyphs[index].scalar {
            case 0x20...0x3f: continue
            case 0x40...0x7e: return index - start + 1
            default: return 0
            }
        }
        return 0
    }
}
