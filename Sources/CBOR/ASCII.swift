extension UInt8 {
    /// `A` to `Z`.
    package var isUpperLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    /// `a` to `z`.
    package var isLowerLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    /// `A` to `Z` and `a` to `z`.
    package var isLetter: Bool { isUpperLetter || isLowerLetter }
    /// `0` to `9`.
    package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// One of the characters of an ASCII text.
    package func isOne(of characters: String) -> Bool {
        characters.utf8.contains(self)
    }
}
