import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The period of a delta` {
    /// 2027 began on a Friday.
    private static let beginnings: [(now: String, day: String, week: String, month: String)] = [
        ("2027-01-01T00:00:00Z", "2026-12-31", "2026-12-28", "2027-01-01"),
        ("2027-01-03T23:59:59Z", "2027-01-02", "2026-12-28", "2027-01-01"),
        ("2027-01-04T00:00:00Z", "2027-01-03", "2027-01-04", "2027-01-01"),
        ("2028-02-29T12:00:00Z", "2028-02-28", "2028-02-28", "2028-02-01"),
        ("2028-03-01T00:00:01Z", "2028-02-29", "2028-02-28", "2028-03-01"),
        ("1970-01-01T00:00:00Z", "1970-01-01", "1970-01-01", "1970-01-01"),
    ]

    @Test(arguments: beginnings)
    func `begins at a fixed moment`(
        now: String, day: String, week: String, month: String
    ) throws {
        let now = try #require(Timestamp(now))
        #expect(DeltaPeriod.day.beginning(at: now) == Timestamp(day))
        #expect(DeltaPeriod.week.beginning(at: now) == Timestamp(week))
        #expect(DeltaPeriod.month.beginning(at: now) == Timestamp(month))
    }
}

@Suite struct `Deltas beside a list` {
    private static let now = Timestamp("2027-01-20T12:00:00Z")!

    private func list(
        _ exceptions: Int, _ key: borrowing SigningKey
    ) throws -> VerifiedStatusList {
        var generator = SplitMix64(seed: 3)
        var builder = StatusListBuilder(organization: .random(using: &generator), shard: 0)
        for _ in 0..<exceptions {
            builder.set(
                .invalid, of: StatusIndex(.random(in: 0..<1 << 20, using: &generator)))
        }
        return try builder.signed(
            by: key, sequence: 99, base: "https://example.com/status", issuedAt: Self.now,
            expiresAt: Self.now + .seconds(7_776_000), timeToLive: .seconds(86_400))
    }

    private func publication(_ sequence: UInt64, _ day: String) -> StatusLog.Publication {
        StatusLog.Publication(sequence: sequence, issuedAt: Timestamp(day)!)
    }

    @Test func `begin with the list that was in force when their period began`() throws {
        let key = SigningKey.test(2)
        let list = try list(500, key)
        let publications = [
            publication(10, "2026-12-30"), publication(20, "2027-01-01"),
            publication(30, "2027-01-17"), publication(40, "2027-01-18T10:00:00Z"),
            publication(50, "2027-01-19T00:00:01Z"),
        ]
        let deltas = try list.deltas(
            log: StatusLog(publications: publications, changes: []), signedBy: key)
        #expect(deltas.mapValues(\.from) == [.day: 40, .week: 30, .month: 20])
    }

    @Test func `begin with the oldest list that is remembered where none is old enough`() throws {
        let key = SigningKey.test(2)
        let list = try list(500, key)
        let log = StatusLog(publications: [publication(98, "2027-01-20")], changes: [])
        #expect(
            try list.deltas(log: log, signedBy: key).mapValues(\.from)
                == [.day: 98, .week: 98, .month: 98])
        let empty = StatusLog(publications: [], changes: [])
        #expect(try list.deltas(log: empty, signedBy: key).isEmpty)
    }

    @Test func `are left out from half the size of the list on`() throws {
        let key = SigningKey.test(2)
        let list = try list(500, key)
        // Two octets of change for each hundredth position; the octets of each are counted.
        func delta(_ changes: Int) throws -> (bytes: Int, isOffered: Bool) {
            let log = StatusLog(
                publications: [publication(98, "2027-01-01")],
                changes: (0..<UInt32(changes)).map {
                    StatusChange(StatusIndex($0 * 100), sequence: 99)
                })
            let delta = try #require(
                try list.delta(from: 98, changes: log.changes, signedBy: key))
            return (
                delta.message.bytes.count, try list.deltas(log: log, signedBy: key)[.day] != nil
            )
        }
        let half = (list.message.bytes.count + 1) / 2
        let counts = (0..<2000).lazy.map { $0 }
        let envelope = try delta(200).bytes - 400
        let first = counts.first { envelope + $0 * 2 >= half }!
        let (below, above) = (try delta(first - 1), try delta(first))
        #expect(below.bytes < half && below.isOffered)
        #expect(above.bytes >= half && !above.isOffered)
    }
}

@Suite struct `The shortest delta since a list` {
    @Test(arguments: [
        // A Wednesday: yesterday began after Monday.
        ("2027-01-20T12:00:00Z", "2027-01-20T11:00:00Z", DeltaPeriod.day),
        ("2027-01-20T12:00:00Z", "2027-01-19T00:00:00Z", .day),
        ("2027-01-20T12:00:00Z", "2027-01-18T23:59:59Z", .week),
        ("2027-01-20T12:00:00Z", "2027-01-17T23:59:59Z", .month),
        ("2027-01-20T12:00:00Z", "2026-12-31T23:59:59Z", nil),
        // A Monday: the week is shorter than since yesterday.
        ("2027-01-18T12:00:00Z", "2027-01-18T00:00:00Z", .week),
        ("2027-01-18T12:00:00Z", "2027-01-17T00:00:00Z", .day),
        // A device whose clock is behind.
        ("2027-01-01T12:00:00Z", "2027-01-20T00:00:00Z", .month),
    ])
    func `begins no later than it`(now: String, issued: String, period: DeltaPeriod?) throws {
        let (now, issued) = (try #require(Timestamp(now)), try #require(Timestamp(issued)))
        #expect(DeltaPeriod.shortest(since: issued, at: now) == period)
    }
}
