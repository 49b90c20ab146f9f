import CBOR

/// The lines of a typed form, as somebody typed them.
struct TypedLines {
    private struct Line {
        let number: Int
        var words: [[Glyph]]
    }

    private var lines: [Line] = []

    /// Finds the lines of a typed form by their numbers or by the form's heading; nil for a text that
    /// has neither.
    init?(_ text: FoldedText) {
        var hasHeader = false
        var hasNumbers = false
        for slice in text.glyphs.split(separator: UInt8(ascii: "\n")) {
            let line = TypedRows.withoutReplyMarks(slice)
            if Self.isHeader(line) {
                hasHeader = true
            } else if let (number, rest) = label(of: line) {
                lines.append(Line(number: number, words: TypedRows.words(rest)))
                hasNumbers = true
            } else {
                addUnnumbered(TypedRows.words(line))
            }
        }
        if !hasNumbers { lines = hasHeader ? Self.unnumbered(TypedRows(text)) : [] }
        let begins = lines.contains { $0.number == 1 && TypedRows.beginsObject($0.words) }
        guard hasHeader || begins, !lines.isEmpty else { return nil }
    }

    /// Finds the lines of a typed form of which nobody typed heading or numbers: most groups of its
    /// first line fit their check characters.
    init?(unnumbered text: FoldedText) {
        lines = Self.unnumbered(TypedRows(text))
        guard let first = lines.first, first.number == 1,
            TypedGroups.fitCount(first.words, line: 1) * 3 >= TypedForm.groupsPerLine * 2
        else { return nil }
    }

    /// The bytes of the object, and what was mended.
    func octets() throws(ReadingFault) -> (octets: [UInt8], repairs: Repairs) {
        var reader = TypedGroups()
        let ordered = ordered()
        for (index, line) in ordered.enumerated() {
            guard line.number == index + 1 else {
                // Of a line that is there twice, one is wrong where they differ.
                throw line.number <= index
                    ? .typed([
                        TypedSlip(
                            line: line.number,
                            group: Self.difference(line, ordered[index - 1]))
                    ]) : .typedLine(index + 1)
            }
            reader.read(line.words, line: line.number, isLast: index == ordered.count - 1)
            if reader.isComplete { break }
        }
        guard reader.slips.isEmpty else { throw .typed(reader.slips) }
        guard reader.isComplete else { throw .typedLine(ordered.count + 1) }
        return (reader.octets, reader.repairs)
    }

    /// The lines by their numbers; one that was typed twice alike counts once.
    private func ordered() -> [Line] {
        var result: [Line] = []
        for line in lines.sorted(by: { $0.number < $1.number }) {
            if let last = result.last, last.number == line.number,
                TypedRows.letters(last.words) == TypedRows.letters(line.words)
            {
                continue
            }
            result.append(line)
        }
        return result
    }

    /// The first group in which two lines differ.
    private static func difference(_ line: Line, _ other: Line) -> Int {
        let pair = zip(TypedRows.letters(line.words), TypedRows.letters(other.words))
        let equal = pair.prefix { $0 == $1 }.count
        return min(equal / (TypedForm.groupSize + 1) + 1, TypedForm.groupsPerLine)
    }

    // MARK: - Numbered lines

    private static func isHeader(_ line: ArraySlice<Glyph>) -> Bool {
        let bytes = line.lazy.filter { $0.isWord }.prefix(8).map { glyph -> UInt8 in
            let byte = glyph.capital
            return byte == UInt8(ascii: "I") || byte == UInt8(ascii: "L") ? UInt8(ascii: "1") : byte
        }
        return bytes.elementsEqual("1K1TYPED".utf8)
    }

    /// The number in front of a line, and what follows; its mark may be missing where it is the next
    /// number.
    private func label(of line: ArraySlice<Glyph>) -> (Int, ArraySlice<Glyph>)? {
        let digits = line.prefix { $0.byte.isDigit }
        guard (1...3).contains(digits.count) else { return nil }
        let rest = line[digits.endIndex...].drop { $0.isSeparator }
        let number = digits.reduce(0) { $0 * 10 + Int($1.byte - UInt8(ascii: "0")) }
        guard number > 0 else { return nil }
        if let mark = rest.first, mark.byte.isOne(of: ":.);") { return (number, rest.dropFirst()) }
        let isSeparate = digits.endIndex < line.endIndex && line[digits.endIndex].isSeparator
        return isSeparate && number == (lines.last?.number ?? 0) + 1 ? (number, rest) : nil
    }

    /// Takes a line without a number: what is left of the one before it, which was wrapped once more,
    /// or the next, if it can be nothing else.
    private mutating func addUnnumbered(_ words: [[Glyph]]) {
        guard let last = lines.indices.last else {
            if TypedRows.beginsObject(words) { lines = [Line(number: 1, words: words)] }
            return
        }
        if TypedRows.letters(lines[last].words).count < TypedRows.lineLength {
            lines[last].words += words
        } else if TypedRows.areGroups(words) {
            lines.append(Line(number: lines[last].number + 1, words: words))
        }
    }

    // MARK: - Lines without numbers

    /// The lines in the order in which they were typed, which their check characters confirm.
    private static func unnumbered(_ rows: TypedRows) -> [Line] {
        var number = 0
        return rows.lines.map { words in
            number += 1
            // All of it has its place one line further on: one is missing before it.
            if TypedGroups.fitCount(words, line: number) == 0,
                TypedGroups.fitCount(words, line: number + 1) > 1
            {
                number += 1
            }
            return Line(number: number, words: words)
        }
    }
}
