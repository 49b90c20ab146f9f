import CBOR

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

    /// How many groups of a line have the check character that fits their place.
    static func fitCount(_ words: [[Glyph]], line: Int) -> Int {
        let size = TypedForm.groupSize + 1
        let isGrouped = words.contains { $0.count == size }
        let groups = isGrouped ? words : TypedRows.pieces(words.flatMap { $0 }, of: size)
        var repairs: Repairs = []
        var count = 0
        for (place, group) in groups.prefix(TypedForm.groupsPerLine).enumerated()
        where group.count == size {
            let number = (line - 1) * TypedForm.groupsPerLine + place
            if values(of: group, number: number, &repairs) != nil { count += 1 }
        }
        return count
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
