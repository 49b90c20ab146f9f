import CBOR
import LicenseVerifier

extension KeyForm {
    /// The texts that somebody may have meant who wrote this one: without what mail and forms put
    /// around it, and as a short key with its small letters, blanks and look-alikes mended.
    ///
    /// Without the text itself; the likeliest first.
    public static func readings(of text: String) -> [String] {
        let trimmed = ReceivedText.trimmed(text)
        var readings = trimmed.isEmpty || trimmed == text ? [] : [trimmed]
        for form in (short(trimmed).map { [$0] } ?? bare(trimmed))
        where form != text && form != trimmed {
            readings.append(form)
        }
        return readings
    }

    /// The one text for all that somebody may have typed in place of one key.
    public static func canonical(of text: String) -> String {
        let trimmed = ReceivedText.trimmed(text)
        return short(trimmed) ?? bare(trimmed).first ?? trimmed
    }

    /// A UUID as shops make keys of it, in small and in capital letters; nothing for other texts.
    private static func bare(_ text: String) -> [String] {
        let digits = text.utf8.filter { !$0.isOne(of: "- \n_") }
        guard digits.count == 32, digits.allSatisfy({ $0.isDigit || isHexLetter($0) }) else {
            return []
        }
        var key = ""
        for (position, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(position) { key += "-" }
            key += String(decoding: [digit], as: UTF8.self)
        }
        return [key.lowercased(), key.uppercased()]
    }

    private static func isHexLetter(_ byte: UInt8) -> Bool {
        let small = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(small)
    }

    /// `PREFIX-UUID` as it is made; nil for a text that cannot be one.
    private static func short(_ text: String) -> String? {
        let symbols = text.utf8.filter { !$0.isOne(of: "- \n_") }.map { byte in
            byte.isLowerLetter ? byte - 0x20 : byte
        }
        let digitCount = 32
        guard (digitCount + 1...digitCount + LicensePrefix.maxCount).contains(symbols.count),
            let prefix = LicensePrefix(
                String(decoding: symbols.dropLast(digitCount), as: UTF8.self))
        else { return nil }
        var digits = ""
        for (position, symbol) in symbols.suffix(digitCount).enumerated() {
            let digit: UInt8
            switch symbol {
            // None of these letters is a hexadecimal digit.
            case UInt8(ascii: "O"): digit = UInt8(ascii: "0")
            case UInt8(ascii: "I"), UInt8(ascii: "L"): digit = UInt8(ascii: "1")
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = symbol
            default:
                guard symbol.isDigit else { return nil }
                digit = symbol
            }
            if [8, 12, 16, 20].contains(position) { digits += "-" }
            digits += String(decoding: [digit], as: UTF8.self)
        }
        return "\(prefix)-\(digits)"
    }
}
