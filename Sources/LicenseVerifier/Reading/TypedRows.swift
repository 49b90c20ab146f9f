import CBOR

/// What was typed of a form whose lines have no numbers, cut into the lines that were printed.
struct TypedRows {
    /// How many characters a printed line has.
    static let lineLength = TypedForm.groupsPerLine * (TypedForm.groupSize + 1)
    /// From how many words and rows at the start it is told how the rest was typed.
    private static let (wordSample, rowSample) = (12, 3)

    /// The words of each line, from the one that begins an object.
    let lines: [[[Glyph]]]

    init(_ text: FoldedText) {
        var rows: [[[Glyph]]] = []
        for line in text.glyphs.split(separator: UInt8(ascii: "\n")) {
            var row = Self.withoutNumbers(Self.withoutReplyMarks(line))
            if rows.isEmpty {
                guard let start = row.firstIndex(where: { Self.beginsObject([$0]) }) else {
                    continue
                }
                row = Array(row[start...])
            }
            // Who lost the place may type a line again.
            if !row.isEmpty, rows.last.map(Self.letters) != Self.letters(row) { rows.append(row) }
        }
        lines = Self.areLines(rows) ? Self.joined(rows) : Self.cut(rows.flatMap { $0 })
    }

    /// Whether each row is a line as it was printed, whatever slips are in it.
    private static func areLines(_ rows: [[[Glyph]]]) -> Bool {
        let sample = rows.dropLast().prefix(rowSample)
        let whole = sample.count {
            $0.count == TypedForm.groupsPerLine || letters($0).count == lineLength
        }
        return whole * 2 > sample.count
    }

    /// Rows, of which some may be the rest of a line that was wrapped.
    private static func joined(_ rows: [[[Glyph]]]) -> [[[Glyph]]] {
        var result: [[[Glyph]]] = []
        for row in rows {
            if let last = result.indices.last,
                result[last].count + row.count <= TypedForm.groupsPerLine,
                letters(result[last]).count + letters(row).count <= lineLength
            {
                result[last] += row
            } else {
                result.append(row)
            }
        }
        return result
    }

    /// As many groups for each line as were printed on one; or characters, where somebody grouped
    /// them otherwise.
    private static func cut(_ words: [[Glyph]]) -> [[[Glyph]]] {
        let sample = words.prefix(wordSample)
        let groups = sample.count { $0.count == TypedForm.groupSize + 1 }
        guard groups * 2 < sample.count else {
            return pieces(words, of: TypedForm.groupsPerLine)
        }
        return pieces(words.flatMap { $0 }, of: lineLength).map { [$0] }
    }

    static func pieces<Element>(_ all: [Element], of count: Int) -> [[Element]] {
        stride(from: 0, to: all.count, by: count).map {
            Array(all[$0..<min($0 + count, all.count)])
        }
    }

    // MARK: - Words

    /// A line without what a reply or a list puts in front of it.
    static func withoutReplyMarks(_ line: ArraySlice<Glyph>) -> ArraySlice<Glyph> {
        line.drop { $0.isSeparator || $0.byte.isOne(of: ">|*") }
    }

    static func words(_ line: ArraySlice<Glyph>) -> [[Glyph]] {
        line.split { $0.isSeparator || $0.byte.isOne(of: "-_.,") }.map { Array($0) }
    }

    /// The words of a line without the numbers in it, which stand before what was once a line.
    private static func withoutNumbers(_ line: ArraySlice<Glyph>) -> [[Glyph]] {
        let all = line.split { $0.isSeparator || $0.byte.isOne(of: "-_,") }
        let kept = all.indices.filter { index in
            let next = index + 1 < all.endIndex ? all[index + 1] : []
            return !isNumber(all[index]) && !(isLineWord(all[index]) && isNumber(next))
        }
        return kept.flatMap { words(all[$0]) }
    }

    /// Whether a word is the number of a line with its mark.
    private static func isNumber(_ word: ArraySlice<Glyph>) -> Bool {
        guard let mark = word.last, mark.byte.isOne(of: ":.);") else { return false }
        return word.count > 1 && word.dropLast().allSatisfy { $0.byte.isDigit }
    }

    /// Whether a word is that which people write in front of a line's number.
    private static func isLineWord(_ word: ArraySlice<Glyph>) -> Bool {
        letters([Array(word)]).elementsEqual("LINE".utf8)
    }

    /// Whether words are groups as they are printed, the last of which may be shorter.
    static func areGroups(_ words: [[Glyph]]) -> Bool {
        words.count > 1 && words.count <= TypedForm.groupsPerLine
            && words.dropLast().allSatisfy { $0.count == TypedForm.groupSize + 1 }
            && (words.last?.count ?? 0) <= TypedForm.groupSize + 1
    }

    /// Whether the first characters are those of every signed object.
    static func beginsObject(_ words: [[Glyph]]) -> Bool {
        letters(words).starts(with: "2KC".utf8)
    }

    /// The characters in capitals, without what is between the words.
    static func letters(_ words: [[Glyph]]) -> [UInt8] {
        words.joined().map { $0.capital }
    }
}

extension [Glyph] {
    func split(separator: UInt8) -> [ArraySlice<Glyph>] {
        split(omittingEmptySubsequences: true) { $0.byte == separator }
    }
}
