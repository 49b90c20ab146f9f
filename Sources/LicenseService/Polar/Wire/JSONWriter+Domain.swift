import JSON
import LicenseVerifier

/// Ids and times, of which every answer has many: written digit by digit, without a text in between.
extension JSONWriter {
    /// Writes a member with an id, or with `null`.
    mutating func member<Kind>(_ name: String, _ id: Identifier<Kind>?) {
        self.name(name)
        guard let id else { return null() }
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for (position, byte) in id.bytes.enumerated() {
            if [4, 6, 8, 10].contains(position) { digits.append(UInt8(ascii: "-")) }
            digits.append((byte >> 4).hexadecimalDigit)
            digits.append((byte & 15).hexadecimalDigit)
        }
        write(plain: digits)
    }

    /// Writes a member with a moment, or with `null`.
    mutating func member(_ name: String, _ time: Timestamp?) {
        self.name(name)
        guard let time else { return null() }
        let (days, seconds) = time.secondsSinceEpoch.quotientAndRemainder(dividingBy: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        var digits: [UInt8] = []
        digits.reserveCapacity(20)
        digits.append(twoDigits: date.year / 100)
        digits.append(twoDigits: date.year % 100)
        for (mark, value) in [
            ("-", date.month), ("-", date.day), ("T", seconds / 3600), (":", seconds / 60 % 60),
            (":", seconds % 60),
        ] as [(Character, Int64)] {
            digits.append(mark.asciiValue ?? 0)
            digits.append(twoDigits: value)
        }
        digits.append(UInt8(ascii: "Z"))
        write(plain: digits)
    }
}

extension UInt8 {
    /// A number below sixteen as a digit.
    fileprivate var hexadecimalDigit: UInt8 {
        self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "a") + self - 10
    }
}

extension [UInt8] {
    /// Appends a number from 0 to 99.
    fileprivate mutating func append(twoDigits number: Int64) {
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
