import CBOR

/// A moment in whole seconds since 1970-01-01T00:00:00Z (NumericDate, RFC 8392 §2).
///
/// From 1970 to the end of the year 9999, so that every moment has a text of fixed length and no
/// sum of a moment and a span overflows.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// The last moment of the year 9999.
    public static let max = Timestamp(unchecked: 253_402_300_799)

    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let secondsSinceEpoch: Int64

    /// Takes seconds from 0 to the end of the year 9999.
    public init?(secondsSinceEpoch: Int64) {
        guard (0...Self.max.secondsSinceEpoch).contains(secondsSinceEpoch) else { return nil }
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    private init(unchecked seconds: Int64) {
        secondsSinceEpoch = seconds
    }

    /// The earlier of two moments is the smaller.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    /// The moment a span later, held within the range of this type; a fraction of a second is cut.
    public static func + (time: Timestamp, span: Duration) -> Timestamp {
        let (sum, overflow) = time.secondsSinceEpoch.addingReportingOverflow(
            span.components.seconds)
        let held = overflow ? (span.components.seconds < 0 ? 0 : .max) : sum
        return Timestamp(unchecked: Swift.min(Swift.max(held, 0), Self.max.secondsSinceEpoch))
    }

    /// The moment a span earlier, held within the range of this type.
    public static func - (time: Timestamp, span: Duration) -> Timestamp {
        time + (.zero - span)
    }

    /// The span from one moment to another.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .seconds(left.secondsSinceEpoch - right.secondsSinceEpoch)
    }
}

extension Timestamp: CustomStringConvertible {
    /// The form `2027-03-01T09:30:00Z` (RFC 3339).
    public var description: String { String(decoding: characters, as: UTF8.self) }

    /// The form `2027-03-01`, in UTC.
    public var dateText: String { String(decoding: characters.prefix(10), as: UTF8.self) }

    /// The form of `description` in ASCII.
    package var characters: [UInt8] {
        let (days, time) = secondsSinceEpoch.quotientAndRemainder(dividingBy: secondsPerDay)
        let date = CivilDate(daysSinceEpoch: days)
        var text: [UInt8] = []
        text.reserveCapacity(20)
        text.append(twoDigits: date.year / 100)
        text.append(twoDigits: date.year % 100)
        for (mark, number) in [
            ("-", date.month), ("-", date.day), ("T", time / 3600), (":", time / 60 % 60),
            (":", time % 60),
        ] as [(Unicode.Scalar, Int64)] {
            text.append(UInt8(ascii: mark))
            text.append(twoDigits: number)
        }
        text.append(UInt8(ascii: "Z"))
        return text
    }
}

extension [UInt8] {
    /// Appends a number from 0 to 99.
    fileprivate mutating func append(twoDigits number: Int64) {
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}

extension Timestamp {
    /// Reads `2027-03-01`, the start of that day in UTC, or a time with its offset from UTC:
    /// `2027-03-01T09:30:00Z`, `2027-03-01T11:30:00+02:00` (RFC 3339 §5.6; no fractions).
    public init?(_ text: some StringProtocol) {
        let characters = Array(text.utf8)
        guard characters.count == 10 || characters.count == 20 || characters.count == 25,
            characters[4] == UInt8(ascii: "-"), characters[7] == UInt8(ascii: "-"),
            let year = number(characters[0..<4]), let month = number(characters[5..<7]),
            let day = number(characters[8..<10]),
            let date = CivilDate(year: year, month: month, day: day),
            let time = secondsOfDay(characters.dropFirst(10))
        else { return nil }
        self.init(secondsSinceEpoch: date.daysSinceEpoch * secondsPerDay + time)
    }

    /// The same time of day a number of calendar months later; the last day of a month shorter than the
    /// day asked for.
    ///
    /// Nil outside the years from 1970 to 9999.
    package func adding(months: Int64) -> Timestamp? {
        let date = CivilDate(daysSinceEpoch: secondsSinceEpoch / secondsPerDay)
        guard (-120_000...120_000).contains(months), let later = date.adding(months: months) else {
            return nil
        }
        return Timestamp(
            secondsSinceEpoch: later.daysSinceEpoch * secondsPerDay
                + secondsSinceEpoch % secondsPerDay)
    }

    /// A number of days of 24 hours later, or nil outside the years from 1970 to 9999.
    package func adding(days: Int64) -> Timestamp? {
        guard (-3_652_425...3_652_425).contains(days) else { return nil }
        return Timestamp(secondsSinceEpoch: secondsSinceEpoch + days * secondsPerDay)
    }
}

private let secondsPerDay: Int64 = 86_400

private func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard digits.allSatisfy({ $0.isDigit }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
}

/// `T09:30:00Z` or `T11:30:00+02:00`, in seconds after midnight UTC; 0 for no time at all.
private func secondsOfDay(_ text: ArraySlice<UInt8>) -> Int64? {
    let characters = Array(text)
    guard !characters.isEmpty else { return 0 }
    guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(characters[0]),
        characters[3] == UInt8(ascii: ":"), characters[6] == UInt8(ascii: ":"),
        let hour = number(characters[1..<3]), hour < 24,
        let minute = number(characters[4..<6]), minute < 60,
        let second = number(characters[7..<9]), second < 60,
        let offset = secondsEastOfUTC(Array(characters[9...]))
    else { return nil }
    return hour * 3600 + minute * 60 + second - offset
}

private func secondsEastOfUTC(_ zone: [UInt8]) -> Int64? {
    if zone.count == 1 {
        return zone[0] == UInt8(ascii: "Z") || zone[0] == UInt8(ascii: "z") ? 0 : nil
    }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"),
        let hours = number(zone[1..<3]), hours < 24,
        let minutes = number(zone[4..<6]), minutes < 60
    else { return nil }
    switch zone[0] {
    case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
    default: return nil
    }
}
