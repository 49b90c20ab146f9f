import CBOR

/// A received text in the few characters that matter, which still knows where each of them was.
struct FoldedText {
    /// The folded characters.
    let glyphs: [Glyph]
    /// The characters as received.
    private let original: [Glyph]
    /// Where the lines of the text as received begin.
    private let lines: LineStarts

    init(_ unwrapped: [Glyph], original: [Glyph], lines: LineStarts) {
        glyphs = Glyphs.folded(unwrapped)
        self.original = original
        self.lines = lines
    }

    /// Where a character was; the end of the text for one behind it.
    func position(of index: Int) -> TextPosition {
        let offset = index < glyphs.count ? glyphs[index].offset : original.count
        return lines.position(of: min(offset, original.count))
    }

    /// The character as it was received.
    func scalar(at index: Int) -> Unicode.Scalar {
        Unicode.Scalar(original[glyphs[index].offset].scalar) ?? "\u{fffd}"
    }

    /// Whether nothing but blanks comes before the end of the line.
    func endsLine(after index: Int) -> Bool {
        var next = index + 1
        while next < glyphs.count, next < index + 80, glyphs[next].byte == UInt8(ascii: " ") {
            next += 1
        }
        return next == glyphs.count || glyphs[next].byte == UInt8(ascii: "\n")
    }

    /// Whether a reply mark comes behind some blanks.
    func hasReplyMark(behindSpacesAt index: Int) -> Bool {
        var next = index
        while next < glyphs.count, next < index + 8, glyphs[next].byte == UInt8(ascii: " ") {
            next += 1
        }
        return next < glyphs.count && glyphs[next].byte.isOne(of: ">|")
    }

    /// Where the object of a carrier text begins whose `LK1:` begins here; nil for any other text.
    func carrierBody(at index: Int) -> Int? {
        guard beginsCarrier(at: index) else { return nil }
        var next = index + 3
        while next < glyphs.count, next < index + 8,
            glyphs[next].isSeparator || glyphs[next].byte.isOne(of: ":;-")
        {
            next += 1
        }
        return next
    }

    /// Whether `LK1:` is written here in one of the ways in which it is read aloud.
    func beginsCarrier(at index: Int) -> Bool {
        guard index + 3 < glyphs.count, glyphs[index].byte.isOne(of: "Ll"),
            glyphs[index + 1].byte.isOne(of: "Kk"), glyphs[index + 2].byte.isOne(of: "1Iil|")
        else { return false }
        return glyphs[index + 3].isSeparator || glyphs[index + 3].byte.isOne(of: ":;")
            || beginsObject(at: glyphs[index + 3].byte == UInt8(ascii: "-") ? index + 4 : index + 3)
    }

    /// Whether the characters stand here with which every object begins in base32.
    func beginsObject(at index: Int) -> Bool {
        guard index + 2 < glyphs.count else { return false }
        return glyphs[index].byte == UInt8(ascii: "2") && glyphs[index + 1].byte.isOne(of: "Kk")
            && glyphs[index + 2].byte.isOne(of: "Cc")
    }

    /// Where the word ends that is written here, whatever blanks are in it.
    func end(of word: String, at start: Int) -> Int? {
        var index = start
        for byte in word.utf8 {
            while index > start, index < glyphs.count,
                glyphs[index].isSeparator || glyphs[index].byte.isOne(of: ">|")
            {
                index += 1
            }
            if byte == UInt8(ascii: " ") { continue }
            guard index < glyphs.count, glyphs[index].byte == byte else { return nil }
            index += 1
        }
        return index
    }
}
