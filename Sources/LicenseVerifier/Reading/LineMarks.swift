import CBOR

/// What mail programs, listings and pages put at the ends of lines.
enum LineMarks {
    /// The mark in front of a line.
    private enum Mark: Equatable {
        /// Who wrote it: `JD>`.
        case initials([UInt8])
        /// One sign in front of each line: `:`, `#`, the `+` of a patch.
        case sign(UInt8)
        /// The number of the line.
        case number(Int)

        /// Whether a line with this mark comes after one with that mark.
        func follows(_ other: Mark) -> Bool {
            if case .number(let number) = self, case .number(let before) = other {
                return number == before + 1
            }
            return self == other
        }
    }

    /// The text without marks that at least two lines in a row have; nil where there are none.
    static func removed(from glyphs: [Glyph]) -> [Glyph]? {
        let lines = glyphs.split(omittingEmptySubsequences: false) { $0.byte == UInt8(ascii: "\n") }
        let marks = lines.map { mark(of: $0) }
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var isChanged = false
        for (number, line) in lines.enumerated() {
            if number > 0, line.startIndex > 0 { result.append(glyphs[line.startIndex - 1]) }
            guard let found = marks[number] else {
                result += line
                continue
            }
            let isAfter =
                number > 0 && marks[number - 1].map { found.mark.follows($0.mark) } == true
            let isBefore =
                number + 1 < lines.count
                && marks[number + 1].map { $0.mark.follows(found.mark) } == true
            guard isAfter || isBefore else {
                result += line
                continue
            }
            var rest = line.dropFirst(found.count)
            if let first = rest.indices.first { rest[first].repairs.insert(.lineMarks) }
            result += rest
            isChanged = true
        }
        return isChanged ? result : nil
    }

    /// The text without the hyphens at line breaks; nil where there are none.
    static func withoutHyphens(_ glyphs: [Glyph]) -> [Glyph]? {
        var result: [Glyph] = []
        result.reserveCapacity(glyphs.count)
        var pending: Repairs = []
        for (index, glyph) in glyphs.enumerated() {
            var glyph = glyph
            glyph.repairs.formUnion(pending)
            pending = []
            let isHyphen = glyph.byte == UInt8(ascii: "-") || glyph.scalar == 0x2010
            guard isHyphen, index + 1 < glyphs.count, glyphs[index + 1].byte.isOne(of: "\r\n")
            else {
                result.append(glyph)
                continue
            }
            pending = glyph.repairs.union(.hyphenation)
        }
        return result.count < glyphs.count ? result : nil
    }

    private static func mark(of line: ArraySlice<Glyph>) -> (mark: Mark, count: Int)? {
        let rest = line.drop { $0.byte.isOne(of: " \t") }
        guard let first = rest.first else { return nil }
        let word = rest.prefix { $0.isWord }
        let next = rest.dropFirst(word.count)
        let count = next.startIndex - line.startIndex
        if word.isEmpty {
            return first.byte.isOne(of: ":#*;%+") ? (.sign(first.byte), count + 1) : nil
        }
        if let sign = next.first, sign.byte == UInt8(ascii: ">"), word.count <= 4 {
            return (.initials(word.map { $0.byte }), count + 1)
        }
        guard word.count <= 5, word.allSatisfy({ $0.byte.isDigit }), let sign = next.first,
            sign.byte.isOne(of: ":|.) \t")
        else { return nil }
        return (.number(word.reduce(0) { $0 * 10 + Int($1.byte & 0x0f) }), count + 1)
    }
}
