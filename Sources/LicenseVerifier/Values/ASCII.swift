extension UInt8 {
    var isUpperLetter: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isLowerLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// One of the characters of an ASCII text.
    func isOne(of characters: String) -> Bool {
        characters.utf8.contains(self)
    }
}
