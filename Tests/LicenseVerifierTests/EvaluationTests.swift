import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Evaluation` {
    private let vendor: TestVendor

    init() throws {
        vendor = TestVendor()
    }

    private func decide(
        at text: String = "2026-02-01", _ change: (inout LicenseClaims) -> Void = { _ in },
        facts changeFacts: (inout Facts) -> Void = { _ in }
    ) throws -> Decision {
        let license = try vendor.license(change)
        var facts = vendor.facts(license.claims)
        changeFacts(&facts)
        return license.evaluate(facts, at: moment(text))
    }

    @Test func `allows a license that nothing speaks against`() throws {
        let decision = try decide()
        #expect(decision.reasons.isEmpty && decision.warnings.isEmpty)
        #expect(decision.isAllowed)
    }

    @Test func `lists all reasons in the order of the steps`() throws {
        let missing = condition("a", .bool(true))
        let late = moment("2030-01-01")
        let decision = try decide(at: "2031-01-01") {
            $0.expiresAt = late
            $0.offline = .seconds(60)
            $0.conditions = [missing]
            $0.activationLimit = .seats(1)
            $0.usageLimit = 5
            $0.updatesUntil = $0.issuedAt
            $0.maxMajorVersion = 1
        } facts: {
            $0.benefit = .oneOf([])
            $0.prefix = .oneOf([])
            $0.usage = .used(6)
            $0.release = .build(releasedAt: late, majorVersion: 2)
        }
        let codes = decision.reasons.map(\.code)
        #expect(
            codes == [
                "license.other-benefit", "license.other-prefix", "license.expired",
                "status.too-old", "condition.missing", "activation.missing", "usage.exhausted",
                "release.too-late", "release.major-version",
            ])
        #expect(decision.reasons.map(\.step) == decision.reasons.map(\.step).sorted())
        #expect(!decision.isAllowed)
    }

    @Test func `reports a wrong clock beside a license that has not begun`() throws {
        let begins = moment("2026-03-01")
        let decision = try decide(at: "2025-06-01") { $0.notBefore = begins }
        let issuedAt = moment("2026-01-01")
        #expect(decision.reasons == [.clockBehind(issuedAt: issuedAt), .notYetValid(from: begins)])
    }

    @Test func `denies nothing where the license advises, and still says everything`() throws {
        let decision = try decide {
            $0.usageLimit = 1
            $0.enforcement = .advise
        }
        #expect(decision.isAllowed)
        #expect(decision.reasons == [.usageUnknown(limit: 1)])
    }

    @Test func `denies a license that advises, where it is for something else`() throws {
        let decision = try decide {
            $0.enforcement = .advise
        } facts: {
            var generator = SplitMix64(seed: 99)
            $0.benefit = .exactly(.random(using: &generator))
        }
        #expect(decision.reasons.map(\.step) == [13])
        #expect(!decision.isAllowed)
    }

    @Test func `never takes the license's word for what the program must name`() throws {
        let decision = try decide { _ in
        } facts: {
            var generator = SplitMix64(seed: 99)
            $0.organization = .random(using: &generator)
        }
        #expect(decision.reasons == [.otherOrganization(vendor.issuer.organization)])
    }

    /// The moments around each edge: the last of one verdict and the first of the next.
    @Test(arguments: [
        ("2025-12-30T23:59:59Z", ["clock.behind"], []),
        ("2025-12-31T00:00:00Z", [], ["clock.slightly-behind"]),
        ("2025-12-31T23:59:59Z", [], ["clock.slightly-behind"]),
        ("2026-01-01T00:00:00Z", [], []),
        ("2026-11-30T23:59:59Z", [], []),
        ("2026-12-01T00:00:00Z", [], ["license.expires-soon"]),
        ("2026-12-30T23:59:59Z", [], ["license.expires-soon"]),
        ("2026-12-31T00:00:00Z", [], ["license.in-grace"]),
        ("2027-01-06T23:59:59Z", [], ["license.in-grace"]),
        ("2027-01-07T00:00:00Z", ["license.expired"], []),
        ("9999-12-31T23:59:59Z", ["license.expired"], []),
    ])
    func `turns at each edge of time`(_ at: String, _ reasons: [String], _ warnings: [String])
        throws
    {
        let end = moment("2026-12-31")
        let decision = try decide(at: at) {
            $0.expiresAt = end
            $0.grace = .seconds(7 * 86_400)
        }
        #expect(decision.reasons.map(\.code) == reasons)
        #expect(decision.warnings.map(\.code) == warnings)
    }

    @Test func `leaves out what the program says is decided elsewhere, and says so`() throws {
        let some = condition("a", .bool(true))
        let decision = try decide {
            $0.conditions = [some]
            $0.activationLimit = .unlimited
            $0.usageLimit = 1
            $0.maxMajorVersion = 1
        } facts: {
            $0.conditions = .notJudged
            $0.activation = .notJudged
            $0.usage = .notJudged
            $0.release = .notJudged
        }
        #expect(decision.isAllowed)
        #expect(
            decision.warnings == [
                .notJudged(.conditions), .notJudged(.activation), .notJudged(.usage),
                .notJudged(.release),
            ])
    }

    @Test(arguments: [
        (UInt64(99), true), (100, false), (101, false), (.max, false),
    ])
    func `allows use below the limit`(_ used: UInt64, _ isAllowed: Bool) throws {
        let decision = try decide { _ in
        } facts: {
            $0.usage = .used(used)
        }
        #expect(decision.isAllowed)
        let metered = try decide {
            $0.usageLimit = 100
        } facts: {
            $0.usage = .used(used)
        }
        #expect(metered.isAllowed == isAllowed)
    }
}
