import CBOR
import COSE

/// The form of a signed object that a person types from paper (Token-Format, typed form).
///
/// ```
/// LK1-TYPED, 15 lines; each group ends with a check character
///  1: 2KCFQA NFDAEX ZAISDQ …
/// ```
///
/// Base32 in groups of five, each with a check character of its own that also knows the group's
/// place, six groups on a numbered line: a slip is found where it was made.
public enum TypedForm {
    static let groupsPerLine = 6
    static let groupSize = 5
    static let header = "LK1-TYPED"
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The form of an object.
    public static func text(of bytes: [UInt8]) -> String {
        let symbols = Array(Base32.encode(bytes).utf8)
        var groups: [String] = []
        var start = 0
        while start < symbols.count {
            let group = symbols[start..<min(start + groupSize, symbols.count)]
            let check = checkValue(group.map(value(of:)), number: groups.count)
            groups.append(String(decoding: group + [alphabet[Int(check)]], as: UTF8.self))
            start += groupSize
        }
        let lineCount = (groups.count + groupsPerLine - 1) / groupsPerLine
        var text =
            "\(header), \(lineCount) lines; each group ends with a check character\n"
        for line in 0..<lineCount {
            let number = line + 1 < 10 ? " \(line + 1)" : "\(line + 1)"
            let words = groups[(line * groupsPerLine)...].prefix(groupsPerLine)
            text += "\(number): \(words.joined(separator: " "))\n"
        }
        return text
    }

    /// The value of the check character of a group.
    ///
    /// A weighted sum over the field of 32 elements: one wrong character, or two that changed
    /// places, always give another. The group's number is in it, so that groups that changed places
    /// do not fit either.
    static func checkValue(_ values: [UInt8], number: Int) -> UInt8 {
        var sum = UInt8(truncatingIfNeeded: number & 31)
        for (position, value) in values.enumerated() {
            var product = value
            for _ in 0...position { product = doubled(product) }
            sum ^= product
        }
        return sum
    }

    /// The product with x, modulo x⁵ + x² + 1.
    private static func doubled(_ value: UInt8) -> UInt8 {
        let shifted = value << 1
        return shifted & 32 == 0 ? shifted : (shifted ^ 0b10_0101)
    }

    private static func value(of symbol: UInt8) -> UInt8 {
        if case .value(let value, _) = Alphabet.base32.symbol(symbol) { value } else { 0 }
    }
}
