import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `What a status list decides` {
    private static let day = Duration.seconds(86_400)

    /// A license at place 7 of list 0, minted an hour before the list, and what is decided.
    private func decide(
        _ status: LicenseStatus, after span: Duration, offline: Duration? = nil,
        listShard: UInt32 = 0, listAt shift: Duration = .zero
    ) throws -> (decision: Decision, timeline: Timeline) {
        let fixture = try StatusFixture()
        let issuedAt = StatusFixture.issuedAt - .seconds(3600)
        var generator = SplitMix64(seed: 5)
        let issuer = Issuer(fixture.organization, key: .test(2))
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.offline = offline
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(7)
        let minted = try issuer.mint(terms, for: grant, issuedAt: issuedAt, using: &generator)
        let license = try TrustedKeys(pinning: issuer.verificationKey)
            .verify(LicenseKey(parsing: minted.text))
        var facts = Facts(organization: fixture.organization, benefit: .any, prefix: .any)
        facts.status = .list(
            try fixture.list(
                [7: status], shard: listShard, at: StatusFixture.issuedAt + shift))
        let now = StatusFixture.issuedAt + span
        return (
            license.evaluate(facts, at: now),
            license.timeline(facts, from: now, through: now + .seconds(400 * 86_400))
        )
    }

    private static let verdicts: [(LicenseStatus, [String])] = [
        (.valid, []), (.invalid, ["status.revoked"]), (.suspended, ["status.suspended"]),
        (.applicationSpecific, ["status.not-understood"]),
    ]

    @Test(arguments: verdicts)
    func `is what it says of the license`(status: LicenseStatus, codes: [String]) throws {
        let decision = try decide(status, after: .seconds(60)).decision
        #expect(decision.reasons.map(\.code) == codes)
        #expect(decision.reasons.map(\.step) == codes.map { _ in 17 })
        #expect(decision.warnings.isEmpty)
    }

    /// Fresh until a day, due until 90 days, then expired: it still denies and no longer vouches.
    private static let ages: [(Int64, [String])] = [
        (86_399, []), (86_400, ["status.list-due"]), (7_775_999, ["status.list-due"]),
        (7_776_000, ["status.list-expired"]),
    ]

    @Test(arguments: ages)
    func `grows old by steps`(seconds: Int64, warnings: [String]) throws {
        let good = try decide(.valid, after: .seconds(seconds)).decision
        #expect(good.isAllowed)
        #expect(good.warnings.map(\.code) == warnings)
        let bad = try decide(.invalid, after: .seconds(seconds)).decision
        #expect(bad.reasons.map(\.code) == ["status.revoked"])
        #expect(bad.warnings.map(\.code) == warnings)
    }

    @Test func `is too old by the license's own measure, counted from the list`() throws {
        let offline = Self.day * 30
        #expect(try decide(.valid, after: offline, offline: offline).decision.isAllowed)
        let late = try decide(.valid, after: offline + .seconds(1), offline: offline).decision
        #expect(
            late.reasons == [
                .statusTooOld(knownAsOf: StatusFixture.issuedAt, offline: offline)
            ])
    }

    @Test func `is nothing where the license is not in the list, or younger than it`() throws {
        let foreign = try decide(.invalid, after: .seconds(60), listShard: 1).decision
        #expect(foreign.isAllowed)
        #expect(foreign.warnings.map(\.code) == ["status.not-known"])
        let older = try decide(.invalid, after: .seconds(60), listAt: .seconds(-7200)).decision
        #expect(older.isAllowed)
        #expect(older.warnings.map(\.code) == ["status.not-known"])
    }

    @Test func `shows a clock that is behind the list`() throws {
        let decision = try decide(.valid, after: .zero - Self.day, listAt: Self.day).decision
        #expect(
            decision.reasons.contains(.clockBehind(issuedAt: StatusFixture.issuedAt + Self.day)))
    }

    @Test(arguments: [LicenseStatus.valid, .invalid], [nil, Duration.seconds(20 * 86_400)])
    func `is foreseen by the timeline day by day`(
        status: LicenseStatus, offline: Duration?
    ) throws {
        let timeline = try decide(status, after: .seconds(60), offline: offline).timeline
        for days in 0..<120 {
            let span = Duration.seconds(60 + Int64(days) * 86_400)
            let decision = try decide(status, after: span, offline: offline).decision
            #expect(timeline.decision(at: StatusFixture.issuedAt + span) == decision)
        }
    }
}
