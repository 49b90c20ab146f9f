extension QRSymbol {
    /// The code in characters of half a line each, dark on light whatever the terminal's colors are.
    ///
    /// - Parameter isColored: whether the terminal understands colors; without them light modules
    ///   are drawn, as they must be on a dark terminal.
    public func terminalText(isColored: Bool) -> String {
        let edge = Self.quietZone / 2
        let lines = stride(from: -edge, to: side + edge, by: 2).map { row in
            let cells = (-edge..<side + edge).map { column in
                Self.cell(
                    upperIsDark: isDark(row: row, column: column),
                    lowerIsDark: isDark(row: row + 1, column: column))
            }.joined()
            return isColored ? "\u{1b}[38;5;231m\u{1b}[48;5;16m\(cells)\u{1b}[0m" : cells
        }
        return lines.joined(separator: "\n")
    }

    /// Light modules are what is drawn: the ink of a terminal is light.
    private static func cell(upperIsDark: Bool, lowerIsDark: Bool) -> String {
        switch (upperIsDark, lowerIsDark) {
        case (true, true): " "
        case (true, false): "\u{2584}"
        case (false, true): "\u{2580}"
        case (false, false): "\u{2588}"
        }
    }
}
