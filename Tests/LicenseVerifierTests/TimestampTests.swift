import Foundation
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Timestamps` {
    @Test(arguments: [
        ("1970-01-01", Int64(0)), ("1970-01-01T00:00:00Z", 0), ("2026-01-01", 1_767_225_600),
        ("2027-03-01T11:30:00+02:00", 1_803_893_400), ("2027-03-01T09:30:00Z", 1_803_893_400),
        ("2027-03-01t09:30:00z", 1_803_893_400), ("2027-03-01 09:30:00Z", 1_803_893_400),
        ("2027-03-01T09:30:00-00:00", 1_803_893_400), ("2000-02-29", 951_782_400),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("9999-12-31T23:59:59+00:01", 253_402_300_739),
        ("1969-12-31T23:59:00-00:01", 0),
    ])
    func `are read from RFC 3339`(_ text: String, _ seconds: Int64) {
        #expect(Timestamp(text)?.secondsSinceEpoch == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-1-1", "2026-13-01", "2026-00-10", "2026-02-29", "2100-02-29",
        "2026-04-31", "2026-01-00", "0000-01-01", "1969-12-31", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
        "2026-01-01T00:00:00+0000", "2026-01-01T00:00:00 01:00", "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "10000-01-01", " 2026-01-01", "2026-01-01 ", "2026/01/01",
        "+026-01-01", "2026-01-0\u{661}", "\u{ff12}026-01-1", "2026-01-01X00:00:00Z",
    ])
    func `are not read from anything else`(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `lie between 1970 and the end of the year 9999`() {
        #expect(Timestamp(secondsSinceEpoch: -1) == nil)
        #expect(Timestamp(secondsSinceEpoch: 0) != nil)
        #expect(Timestamp(secondsSinceEpoch: 253_402_300_799) == .max)
        #expect(Timestamp(secondsSinceEpoch: 253_402_300_800) == nil)
        #expect(Timestamp(secondsSinceEpoch: .max) == nil)
        #expect(Timestamp(secondsSinceEpoch: .min) == nil)
    }

    @Test func `are held in their range by sums`() throws {
        let early = moment("1970-01-02")
        #expect(early - .seconds(Int64.max) == Timestamp(secondsSinceEpoch: 0))
        #expect(early + .seconds(Int64.max) == .max)
        #expect(Timestamp.max + .seconds(Int64.max) == .max)
        #expect(early + .milliseconds(1999) == early + .seconds(1))
        #expect(Timestamp.max - early == .seconds(253_402_300_799 - 86_400))
    }

    /// Foundation's calendar is the second opinion.
    @Test(arguments: 0..<UInt64(200))
    func `are printed as Foundation prints them`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let style = Date.ISO8601FormatStyle(timeZone: .gmt)
        for _ in 0..<50 {
            let seconds = Int64.random(in: 0...253_402_300_799, using: &generator)
            let time = try #require(Timestamp(secondsSinceEpoch: seconds))
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            #expect(time.description == date.formatted(style))
            #expect(Timestamp(time.description) == time)
            #expect(time.description.hasPrefix(time.dateText))
            let days = seconds / 86_400 * 86_400
            #expect(Timestamp(time.dateText)?.secondsSinceEpoch == days)
        }
    }

    /// Every day of 400 years, after which the calendar repeats.
    @Test func `count every day of the calendar once`() throws {
        var previous = try #require(CivilDate(year: 1970, month: 1, day: 1))
        for days in Int64(1)...146_097 {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date.daysSinceEpoch == days)
            let isNextDay =
                date.day == previous.day + 1 && date.month == previous.month
                || date.day == 1
                    && (date.month == previous.month + 1
                        || date.month == 1 && previous.month == 12
                            && date.year == previous.year + 1)
            #expect(isNextDay, "\(previous) \(date)")
            previous = date
        }
        #expect(previous == CivilDate(year: 2370, month: 1, day: 1))
    }
}
