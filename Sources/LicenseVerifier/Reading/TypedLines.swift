import CBOR

/// The numbered lines of a typed form, as somebody typed them.
struct TypedLines {
    private struct Line {
        let number: Int
        var words: [[Glyph]]
    }

    private var lines: [Line] = []
    private var repairs: Repairs = []

    /// Finds the lines of a typed form; nil for a text that is not one.
    init?(_ text: FoldedText) {
        var hasHeader = false
        for slice in text.glyphs.split(separator: UInt8(ascii: "\n")) {
            let line = slice.drop { $0.isSeparator || $0.byte.isOne(of: ">|*") }
            if Self.isHeader(line) {
                hasHeader = true
            } else if let (number, rest) = label(of: line) {
                lines.append(Line(number: number, words: Self.words(rest)))
            } else if let last = lines.indices.last, !line.isEmpty,
                lines[last].words.reduce(0, { $0 + $1.count })
                    < TypedForm.groupsPerLine * (TypedForm.groupSize + 1)
            {
                // A line that was wrapped once more.
                lines[last].words += Self.words(line)
            }
        }
        if hasHeader, lines.isEmpty { lines = Self.flowing(text) }
        let begins = lines.contains { $0.number == 1 && Self.beginsObject($0.words) }
        guard hasHeader || begins, !lines.isEmpty else { return nil }
    }

    /// The bytes of the object, and what was mended.
    func octets() throws(ReadingFault) -> (octets: [UInt8], repairs: Repairs) {
        var reader = TypedGroups()
        let sorted = lines.sorted { $0.number < $1.number }
        for (index, line) in sorted.enumerated() {
            guard line.number == index + 1 else {
                // Of a line that is there twice, one is in the place of another.
                throw line.number <= index
                    ? .typed([TypedSlip(line: line.number, group: 1)]) : .typedLine(index + 1)
            }
            reader.read(line.words, line: line.number, isLast: index == sorted.count - 1)
            if reader.isComplete { break }
        }
        guard reader.slips.isEmpty else { throw .typed(reader.slips) }
        guard reader.isComplete else { throw .typedLine(lines.count + 1) }
        return (reader.octets, reader.repairs)
    }

    private static func isHeader(_ line: ArraySlice<Glyph>) -> Bool {
        let bytes = line.lazy.filter { $0.isWord }.prefix(8).map { glyph -> UInt8 in
            let byte = glyph.byte.isLowerLetter ? glyph.byte - 0x20 : glyph.byte
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
        if let mark = rest.first, mark.byte.isOne(of: ":.);") { return (number, rest.dropFirst()) }
        let isSeparate = digits.endIndex < line.endIndex && line[digits.endIndex].isSeparator
        return isSeparate && number == (lines.last?.number ?? 0) + 1 ? (number, rest) : nil
    }

    /// The lines of a form whose numbers nobody typed, or whose line breaks are gone: what follows the
    /// first characters of an object, as many groups on a line as were printed.
    private static func flowing(_ text: FoldedText) -> [Line] {
        let words = text.glyphs.split { $0.isSeparator || $0.byte.isOne(of: "\n-_,") }
        let groups = words.drop { !beginsObject([Array($0)]) }
        let kept = groups.indices.filter { index in
            let next = index + 1 < groups.endIndex ? groups[index + 1] : []
            return !isNumber(groups[index]) && !(isLineWord(groups[index]) && isNumber(next))
        }
        return stride(from: 0, to: kept.count, by: TypedForm.groupsPerLine).map { start in
            let line = kept[start..<min(start + TypedForm.groupsPerLine, kept.count)]
            return Line(
                number: start / TypedForm.groupsPerLine + 1, words: line.map { Array(groups[$0]) })
        }
    }

    /// Whether a word is the number of a line with its mark.
    private static func isNumber(_ word: ArraySlice<Glyph>) -> Bool {
        guard let mark = word.last, mark.byte.isOne(of: ":.);") else { return false }
        return word.count > 1 && word.dropLast().allSatisfy { $0.byte.isDigit }
    }

    /// Whether a word is that which people write in front of a line's number.
    private static func isLineWord(_ word: ArraySlice<Glyph>) -> Bool {
        word.map { $0.byte.isLowerLetter ? $0.byte - 0x20 : $0.byte }.elementsEqual("LINE".utf8)
    }

    private static func words(_ line: ArraySlice<Glyph>) -> [[Glyph]] {
        line.split { $0.isSeparator || $0.byte.isOne(of: "-_.,") }.map { Array($0) }
    }

    /// Whether the first characters are those of every signed object.
    private static func beginsObject(_ words: [[Glyph]]) -> Bool {
        let start = words.joined().prefix(3).map { glyph in
            glyph.byte.isLowerLetter ? glyph.byte - 0x20 : glyph.byte
        }
        return start.elementsEqual("2KC".utf8)
    }
}

extension [Glyph] {
    fileprivate func split(separator: UInt8) -> [ArraySlice<Glyph>] {
        split(omittingEmptySubsequences: true) { $0.byte == separator }
    }
}

/// Reads the groups of a typed form one after the other.
struct TypedGroups {
    private(set) var octets: [UInt8] = []
    private(set) var slips: [TypedSlip] = []
    private(set) var repairs: Repairs = []
    private var bits: UInt32 = 0
    private var pending = 0
    private var symbolCount = 0
    private var length: Int?
    private var groupCount = 0

    /// Whether the whole object has been read.
    var isComplete: Bool { remaining == 0 }

    /// How many characters of the object are still to come; nil where that is not known yet.
    private var remaining: Int? {
        length.map { max(0, ($0 * 8 + 4) / 5 - symbolCount) }
    }

    /// Reads the words of a line, which are groups unless somebody grouped them otherwise.
    ///
    /// - Parameter isLast: whether no line follows, so that its last group may be shorter.
    mutating func read(_ words: [[Glyph]], line: Int, isLast: Bool) {
        var rest = words
        var group = 0
        while !rest.isEmpty, !isComplete, group < TypedForm.groupsPerLine {
            group += 1
            var size = min(TypedForm.groupSize, remaining ?? TypedForm.groupSize) + 1
            if length == nil, isLast, rest.count == 1, (2..<size).contains(rest[0].count) {
                size = rest[0].count
            }
            guard let glyphs = Self.next(size, of: &rest) else {
                slips.append(TypedSlip(line: line, group: group))
                skipGroup(size)
                // Of a word with a character too few or too many, the next word begins a group.
                rest.removeFirst()
                continue
            }
            if let values = Self.values(of: glyphs, number: groupCount, &repairs) {
                for value in values.dropLast() { push(value) }
                groupCount += 1
            } else {
                slips.append(TypedSlip(line: line, group: group))
                skipGroup(size)
            }
        }
        if !isComplete, group < TypedForm.groupsPerLine, !isLast {
            slips.append(TypedSlip(line: line, group: group + 1))
            groupCount += TypedForm.groupsPerLine - group
        }
    }

    /// Takes the characters of a group: a word of that length, or the start of words that fit
    /// together.
    private static func next(_ size: Int, of words: inout [[Glyph]]) -> [Glyph]? {
        if words[0].count == size { return words.removeFirst() }
        // All that is left of the line must be whole groups, or somebody left a character out.
        let isRegrouped =
            words.contains { $0.count != size }
            && words.allSatisfy { $0.count != TypedForm.groupSize + 1 }
        guard isRegrouped else { return nil }
        let all = words.joined()
        guard all.count >= size else { return nil }
        let rest = Array(all.dropFirst(size))
        words = rest.isEmpty ? [] : [rest]
        return Array(all.prefix(size))
    }

    /// What the characters carry, if exactly one way to read them fits the check character.
    private static func values(
        of glyphs: [Glyph], number: Int, _ repairs: inout Repairs
    ) -> [UInt8]? {
        var readings: [[UInt8]] = [[]]
        var found: Repairs = []
        for glyph in glyphs {
            let choices: [UInt8]
            switch Alphabet.base32.symbol(glyph.byte) {
            case .value(let value, let repair):
                choices = [value]
                found.formUnion(repair)
            case .ambiguous:
                choices = [8, 11]
                found.insert(.lookAlikes)
            case .none: return nil
            }
            found.formUnion(glyph.repairs)
            readings = readings.flatMap { reading in choices.map { reading + [$0] } }
        }
        let fitting = readings.filter { values in
            TypedForm.checkValue(Array(values.dropLast()), number: number) == values.last
        }
        guard fitting.count == 1 else { return nil }
        repairs.formUnion(found)
        return fitting[0]
    }

    /// What cannot be read still has its place, so that the groups behind it are judged.
    private mutating func skipGroup(_ size: Int) {
        for _ in 1..<size { push(0) }
        groupCount += 1
    }

    private mutating func push(_ value: UInt8) {
        symbolCount += 1
        bits = bits << 5 | UInt32(value)
        pending += 5
        guard pending >= 8 else { return }
        pending -= 8
        octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
        if length == nil, slips.isEmpty, case .known(let count) = EnvelopeLength(of: octets) {
            length = count
        }
    }
}
