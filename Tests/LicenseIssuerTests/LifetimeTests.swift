import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Lifetimes` {
    @Test(arguments: [
        ("2026-01-31T10:00:00Z", Lifetime.months(1), "2026-02-28T10:00:00Z"),
        ("2028-01-31T10:00:00Z", .months(1), "2028-02-29T10:00:00Z"),
        ("2026-01-31T10:00:00Z", .months(2), "2026-03-31T10:00:00Z"),
        ("2026-01-30T10:00:00Z", .months(1), "2026-02-28T10:00:00Z"),
        ("2026-03-31T23:59:59Z", .months(1), "2026-04-30T23:59:59Z"),
        ("2026-08-31T00:00:00Z", .months(6), "2027-02-28T00:00:00Z"),
        ("2026-12-31T00:00:00Z", .months(2), "2027-02-28T00:00:00Z"),
        ("2026-11-15T00:00:00Z", .months(14), "2028-01-15T00:00:00Z"),
        ("2028-02-29T12:00:00Z", .years(1), "2029-02-28T12:00:00Z"),
        ("2028-02-29T12:00:00Z", .years(4), "2032-02-29T12:00:00Z"),
        ("2096-02-29T12:00:00Z", .years(4), "2100-02-28T12:00:00Z"),
        ("2027-02-28T12:00:00Z", .years(1), "2028-02-28T12:00:00Z"),
        ("2026-01-01T00:00:00Z", .days(1), "2026-01-02T00:00:00Z"),
        ("2028-02-28T06:00:00Z", .days(2), "2028-03-01T06:00:00Z"),
        ("2026-01-01T00:00:00Z", .days(365), "2027-01-01T00:00:00Z"),
        ("9999-12-30T23:59:59Z", .days(1), "9999-12-31T23:59:59Z"),
        ("9998-12-31T23:59:59Z", .years(1), "9999-12-31T23:59:59Z"),
        ("1970-01-01T00:00:00Z", .years(8029), "9999-01-01T00:00:00Z"),
    ])
    func `are counted by the calendar, month ends clamped`(
        _ issued: String, _ lifetime: Lifetime, _ end: String
    ) throws {
        #expect(try lifetime.end(issuedAt: moment(issued)) == moment(end))
    }

    @Test(arguments: [
        Lifetime.days(1), .months(1), .years(1), .days(.max), .months(.max), .years(.max),
        .years(10_000), .months(120_001), .days(3_652_426),
    ])
    func `do not reach beyond the year 9999`(_ lifetime: Lifetime) {
        #expect(throws: IssuerError.beyondCalendar) { try lifetime.end(issuedAt: .max) }
    }

    @Test(arguments: [
        Lifetime.days(0), .months(0), .years(0), .days(-1), .months(-1), .years(-1), .days(.min),
        .months(.min), .years(.min),
    ])
    func `do not end before they begin`(_ lifetime: Lifetime) throws {
        let issued = moment("2026-01-01")
        #expect(throws: IssuerError.endsBeforeIssue) { try lifetime.end(issuedAt: issued) }
    }

    @Test func `may be fixed, or have no end`() throws {
        let issued = moment("2026-01-01")
        #expect(try Lifetime.perpetual.end(issuedAt: issued) == nil)
        let later = issued + .seconds(1)
        #expect(try Lifetime.until(later).end(issuedAt: issued) == later)
        #expect(throws: IssuerError.endsBeforeIssue) {
            try Lifetime.until(issued).end(issuedAt: issued)
        }
    }

    /// Foundation's Gregorian calendar clamps month ends as Polar does.
    @Test(arguments: 0..<UInt64(100))
    func `agree with Foundation's calendar`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for _ in 0..<20 {
            let seconds = Int64.random(in: 0...100_000_000_000, using: &generator)
            let issued = try #require(Timestamp(secondsSinceEpoch: seconds))
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            let count = Int64.random(in: 1...600, using: &generator)
            for (lifetime, unit) in [
                (Lifetime.months(count), Calendar.Component.month), (.years(count), .year),
                (.days(count), .day),
            ] {
                let expected = try #require(
                    calendar.date(byAdding: unit, value: Int(count), to: date))
                #expect(
                    try lifetime.end(issuedAt: issued)?.secondsSinceEpoch
                        == Int64(expected.timeIntervalSince1970))
            }
        }
    }

    @Test(arguments: [
        ("perpetual", Lifetime.perpetual), ("30d", .days(30)), ("18mo", .months(18)),
        ("2y", .years(2)), ("9223372036854775807d", .days(.max)),
    ])
    func `are read as they are printed`(_ text: String, _ lifetime: Lifetime) {
        #expect(Lifetime(text) == lifetime)
        #expect(lifetime.description == text)
    }

    @Test(arguments: [
        "", "d", "0d", "-1d", "1", "1m", "1w", "1 d", "1d ", "1.5y", "9223372036854775808d",
        "\u{661}d", "forever", "2026-02-30",
    ])
    func `are not read from anything else`(_ text: String) {
        #expect(Lifetime(text) == nil)
    }

    @Test func `are read from a date or a time`() throws {
        // A date is the whole of that day.
        #expect(Lifetime("2027-03-01") == .until(moment("2027-03-02")))
        #expect(Lifetime("9999-12-31") == .until(.max))
        #expect(Lifetime("2027-03-01T01:00:00+01:00") == .until(moment("2027-03-01")))
    }
}
