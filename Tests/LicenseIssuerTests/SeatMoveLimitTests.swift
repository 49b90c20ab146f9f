import LicenseIssuer
import LicenseVerifier
import Testing

@Suite struct `How often seats may move` {
    @Test(arguments: [
        ("3/90d", "3/90d", 7_776_000), ("1/2w", "1/14d", 1_209_600), ("5/36h", "5/36h", 129_600),
        ("5/48h", "5/2d", 172_800), ("2/90min", "2/90min", 5400), ("2/61s", "2/61s", 61),
        ("1000000/1s", "1000000/1s", 1),
    ])
    func `is written as moves per period`(_ text: String, _ shown: String, _ seconds: Int64) throws
    {
        let limit = try #require(SeatMoveLimit(text))
        #expect("\(limit)" == shown)
        #expect(limit.period == .seconds(seconds))
        #expect(SeatMoveLimit(shown) == limit)
    }

    @Test(arguments: [
        "", "3", "3/", "/90d", "0/90d", "-1/90d", "3/0d", "3/-1d", "3/90", "3/90x", "3/d",
        "3/90d/1", "1000001/90d", "3/99999999999999999999d", "3/4000d", "+3/90d", "3/+90d",
        " 3/90d", "3/1.5d", "٣/90d",
    ])
    func `is nothing else`(_ text: String) {
        #expect(SeatMoveLimit(text) == nil)
    }

    @Test func `has whole seconds and bounds`() {
        #expect(SeatMoveLimit(moves: 1, period: .milliseconds(1500)) == nil)
        #expect(SeatMoveLimit(moves: 1, period: .zero) == nil)
        #expect(SeatMoveLimit(moves: 1, period: .seconds(Limits.maxSpanSeconds + 1)) == nil)
        #expect(SeatMoveLimit(moves: 1, period: .seconds(Limits.maxSpanSeconds)) != nil)
    }
}
