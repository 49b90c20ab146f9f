/// Where the lines of a text begin, found once: a text can have as many faults as it has characters,
/// and each has a position.
struct LineStarts {
    private var starts = [0]

    init(_ glyphs: [Glyph]) {
        for (number, glyph) in glyphs.enumerated() {
            let isReturnOfPair =
                glyph.scalar == 0x0d && number + 1 < glyphs.count
                && glyphs[number + 1].scalar == 0x0a
            if glyph.scalar == 0x0a || (glyph.scalar == 0x0d && !isReturnOfPair) {
                starts.append(number + 1)
            }
        }
    }

    /// The line and column of a character, both from 1 on.
    func position(of offset: Int) -> TextPosition {
        // The last line that begins at or before it.
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return TextPosition(line: low + 1, column: offset - starts[low] + 1)
    }
}
