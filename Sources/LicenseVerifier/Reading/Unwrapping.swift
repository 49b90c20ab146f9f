import CBOR

/// Takes what carried a text off it: the encoding of mail, the markup of a page, the percent signs
/// of an address, the backslashes of a program, what was put around line breaks.
///
/// None of it is a guess: an object says how long it is, so it is complete in one reading only.
enum Unwrapping: CaseIterable {
    case none, quotedPrintable, markup, quotedMarkup, percentSigns, encodedBody, encodedMarkup
    case escapes, lineMarks, hyphenation

    /// The text without its wrapping; nil where there is none of this kind.
    func apply(to glyphs: [Glyph]) -> [Glyph]? {
        switch self {
        case .none: return glyphs
        case .quotedPrintable: return Self.isQuotedPrintable(glyphs) ? Self.unquoted(glyphs) : nil
        case .markup: return Self.hasMarkup(glyphs) ? Self.stripped(glyphs) : nil
        case .quotedMarkup:
            guard Self.isQuotedPrintable(glyphs) else { return nil }
            let text = Self.unquoted(glyphs)
            return Self.hasMarkup(text) ? Self.stripped(text) : nil
        case .percentSigns: return Self.unescaped(glyphs)
        case .encodedBody: return EncodedBody.decoded(glyphs)
        case .encodedMarkup:
            guard let text = EncodedBody.decoded(glyphs), Self.hasMarkup(text) else { return nil }
            return Self.stripped(text)
        case .escapes: return TextEscapes.removed(from: glyphs)
        case .lineMarks: return LineMarks.removed(from: glyphs)
        case .hyphenation: return LineMarks.withoutHyphens(glyphs)
        }
    }

    // MARK: - Quoted-printable (RFC 2045 §6.7)

    /// A soft line break, or one of the characters that this encoding always escapes.
    private static func isQuotedPrintable(_ glyphs: [Glyph]) -> Bool {
        glyphs.indices.contains { index in
            guard glyphs[index].byte == UInt8(ascii: "=") else { return false }
            return lineBreak(glyphs, at: index + 1) != nil
                || octet(glyphs, at: index + 1) == UInt8(ascii: "=")
        }
    }

    private static func unquoted(_ glyphs: [Glyph]) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var index = 0
        var pending: Repairs = []
        while index < glyphs.count {
            var glyph = glyphs[index]
            glyph.repairs.formUnion(pending)
            pending = []
            index += 1
            if glyph.byte == UInt8(ascii: "=") {
                if let next = lineBreak(glyphs, at: index) {
                    pending = glyph.repairs.union(.quotedPrintable)
                    index = next
                    continue
                }
                if octet(glyphs, at: index) != nil {
                    index -= 1
                    result += octets(glyphs, &index)
                    continue
                }
            }
            result.append(glyph)
        }
        return result
    }

    /// The characters of a run of escapes, which may be several bytes of one character.
    private static func octets(_ glyphs: [Glyph], _ index: inout Int) -> [Glyph] {
        let offset = glyphs[index].offset
        var bytes: [UInt8] = []
        while index < glyphs.count, glyphs[index].byte == UInt8(ascii: "="),
            let octet = octet(glyphs, at: index + 1)
        {
            bytes.append(octet)
            index += 3
        }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.map {
            Glyph(scalar: $0.value, offset: offset, repairs: .quotedPrintable)
        }
    }

    /// Where the next line begins, if the rest of this one is blank.
    private static func lineBreak(_ glyphs: [Glyph], at start: Int) -> Int? {
        var index = start
        // Mail servers add blanks, never many.
        while index < glyphs.count, index < start + 80,
            glyphs[index].byte == UInt8(ascii: " ") || glyphs[index].byte == UInt8(ascii: "\t")
        {
            index += 1
        }
        guard index < glyphs.count else { return nil }
        if glyphs[index].byte == UInt8(ascii: "\r") {
            let hasFeed =
                index + 1 < glyphs.count && glyphs[index + 1].byte == UInt8(ascii: "\n")
            return index + (hasFeed ? 2 : 1)
        }
        return glyphs[index].byte == UInt8(ascii: "\n") ? index + 1 : nil
    }

    private static func octet(_ glyphs: [Glyph], at index: Int) -> UInt8? {
        guard index + 1 < glyphs.count, let high = Hexadecimal.value(of: glyphs[index].byte),
            let low = Hexadecimal.value(of: glyphs[index + 1].byte)
        else { return nil }
        return high << 4 | low
    }

    // MARK: - Percent signs (RFC 3986 §2.1)

    private static func unescaped(_ glyphs: [Glyph]) -> [Glyph]? {
        guard glyphs.contains(where: { $0.byte == UInt8(ascii: "%") }) else { return nil }
        var result: [Glyph] = []
        var index = 0
        var isChanged = false
        while index < glyphs.count {
            if glyphs[index].byte == UInt8(ascii: "%"), let octet = octet(glyphs, at: index + 1) {
                result.append(
                    Glyph(
                        scalar: octet < 0x80 ? UInt32(octet) : 0xfffd,
                        offset: glyphs[index].offset, repairs: .percentSigns))
                index += 3
                isChanged = true
            } else {
                result.append(glyphs[index])
                index += 1
            }
        }
        return isChanged ? result : nil
    }

    // MARK: - Markup

    /// The longest tag and entity that are looked for.
    private static let (maxTag, maxEntity) = (4096, 24)

    private static func hasMarkup(_ glyphs: [Glyph]) -> Bool {
        glyphs.contains { $0.byte == UInt8(ascii: "<") || $0.byte == UInt8(ascii: "&") }
    }

    private static func stripped(_ glyphs: [Glyph]) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var index = 0
        var pending: Repairs = []
        while index < glyphs.count {
            var glyph = glyphs[index]
            glyph.repairs.formUnion(pending)
            pending = []
            if glyph.byte == UInt8(ascii: "<"), let end = tagEnd(glyphs, after: index) {
                if isBreaking(glyphs, index + 1) {
                    result.append(
                        Glyph(scalar: 0x0a, offset: glyph.offset, repairs: [.markup]))
                } else {
                    pending = glyph.repairs.union(.markup)
                }
                index = end + 1
            } else if glyph.byte == UInt8(ascii: "&"), let entity = entity(glyphs, after: index) {
                result.append(
                    Glyph(scalar: entity.scalar, offset: glyph.offset, repairs: [.markup]))
                index = entity.end + 1
            } else {
                result.append(glyph)
                index += 1
            }
        }
        return result
    }

    private static func tagEnd(_ glyphs: [Glyph], after start: Int) -> Int? {
        guard start + 1 < glyphs.count else { return nil }
        let first = glyphs[start + 1].byte
        guard first.isLetter || first.isOne(of: "/!?") else { return nil }
        for index in start + 1..<min(glyphs.count, start + maxTag) {
            if glyphs[index].byte == UInt8(ascii: ">") { return index }
            if glyphs[index].byte == UInt8(ascii: "<") { return nil }
        }
        return nil
    }

    /// Whether a tag begins a new line on the page; one that no browser knows does not.
    private static func isBreaking(_ glyphs: [Glyph], _ start: Int) -> Bool {
        var name: [UInt8] = []
        for glyph in glyphs[start..<min(glyphs.count, start + 12)] {
            if glyph.byte == UInt8(ascii: "/"), name.isEmpty { continue }
            guard glyph.isWord || glyph.byte == UInt8(ascii: ":") else { break }
            name.append(glyph.byte.isUpperLetter ? glyph.byte | 0x20 : glyph.byte)
        }
        let breaking = [
            "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt",
            "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
            "hr", "html", "li", "main", "ol", "option", "p", "pre", "script", "section", "style",
            "table", "tbody", "td", "textarea", "th", "thead", "title", "tr", "ul",
        ]
        return breaking.contains(String(decoding: name, as: UTF8.self))
    }

    private static func entity(
        _ glyphs: [Glyph], after start: Int
    ) -> (scalar: UInt32, end: Int)? {
        var name: [UInt8] = []
        for index in start + 1..<min(glyphs.count, start + maxEntity) {
            let byte = glyphs[index].byte
            if byte == UInt8(ascii: ";") {
                return PageEntity.scalar(named: String(decoding: name, as: UTF8.self)).map {
                    ($0, index)
                }
            }
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: "#") else { return nil }
            name.append(byte)
        }
        return nil
    }
}
