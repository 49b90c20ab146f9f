import JSON
import LicenseVerifier

/// Ids and times, of which every answer has many.
extension JSONWriter {
    /// Writes a member with an id, or with `null`.
    mutating func member<Kind>(_ name: String, _ id: Identifier<Kind>?) {
        self.name(name)
        if let id { write(plain: id.characters) } else { null() }
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
        digits.append(UInt8(ascii: "-"))
        digits.append(twoDigits: date.month)
        digits.append(UInt8(ascii: "-"))
        digits.append(twoDigits: date.day)
        digits.append(UInt8(ascii: "T"))
        digits.append(twoDigits: seconds / 3600)
        digits.append(UInt8(ascii: ":"))
        digits.append(twoDigits: seconds / 60 % 60)
        digits.append(UInt8(ascii: ":"))
        digits.append(twoDigits: seconds % 60)
        digits.append(UInt8(ascii: "Z"))
        write(plain: digits)
    }
}

extension [UInt8] {
    /// Appends a number from 0 to 99.
    fileprivate mutating func append(twoDigits number: Int64) {
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
