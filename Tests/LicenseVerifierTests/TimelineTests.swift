import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Timelines` {
    /// The moments around each turn, and every seventh day in between, are judged one by one.
    @Test(arguments: 0..<UInt64(150))
    func `equal stepping through time`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let vendor = TestVendor()
        var claims = LicenseClaims.random(using: &generator)
        claims.organization = vendor.issuer.organization
        claims.critical = []
        let license = try vendor.verified(claims)
        var facts = vendor.facts(claims)
        facts.usage = .used(.random(in: 0...2_000_000, using: &generator))
        facts.expiryNotice = .seconds(Int64.random(in: 0...10_000_000, using: &generator))

        let start = claims.issuedAt - .seconds(Int64.random(in: 0...400_000, using: &generator))
        let end = claims.issuedAt + .seconds(60_000_000)
        let timeline = license.timeline(facts, from: start, through: end)

        #expect(timeline.stretches.first?.begins == start)
        for (one, next) in zip(timeline.stretches, timeline.stretches.dropFirst()) {
            #expect(one.begins < next.begins && one.decision != next.decision)
            #expect(license.evaluate(facts, at: next.begins - .seconds(1)) == one.decision)
            #expect(license.evaluate(facts, at: next.begins) == next.decision)
        }
        var day = start
        while day <= end {
            #expect(timeline.decision(at: day) == license.evaluate(facts, at: day), "\(day)")
            day = day + .seconds(86_400)
        }
    }

    @Test func `are one stretch for a perpetual license`() throws {
        let vendor = TestVendor()
        let license = try vendor.license()
        let timeline = license.timeline(
            vendor.facts(license.claims), from: license.claims.issuedAt, through: .max)
        #expect(timeline.stretches.count == 1)
        #expect(timeline.decision(at: license.claims.issuedAt - .seconds(1)) == nil)
        #expect(timeline.decision(at: .max)?.isAllowed == true)
    }

    @Test func `name each turn of a license with everything`() throws {
        let vendor = TestVendor()
        let end = moment("2027-01-01")
        let license = try vendor.license {
            $0.expiresAt = end
            $0.grace = .seconds(86_400)
            $0.offline = .seconds(400 * 86_400)
            $0.statusIndex = StatusIndex(1)
        }
        let timeline = license.timeline(
            vendor.facts(license.claims), from: moment("2025-12-01"), through: moment("2028-01-01"))
        #expect(
            timeline.stretches.map(\.begins.description) == [
                "2025-12-01T00:00:00Z", "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z",
                "2026-12-02T00:00:00Z", "2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z",
                "2027-02-05T00:00:01Z",
            ])
    }
}
