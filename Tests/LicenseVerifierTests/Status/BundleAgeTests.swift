import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The age of a trust bundle` {
    private static let issued = moment("2026-06-01")
    private static let expires = moment("2026-12-01")
    private static let bundle = TrustFact.bundle(issuedAt: issued, expiresAt: expires)

    private static func decision(
        _ trust: TrustFact, _ age: BundleAge = BundleAge(), at now: Timestamp
    ) throws -> Decision {
        let vendor = TestVendor()
        let license = try vendor.license()
        var facts = vendor.facts(license.claims)
        facts.trust = trust
        facts.bundleAge = age
        return license.evaluate(facts, at: now)
    }

    @Test func `is told from its expiry on, and denies nothing`() throws {
        #expect(try Self.decision(Self.bundle, at: Self.expires - .seconds(1)).warnings.isEmpty)
        for now in [Self.expires, moment("2099-01-01")] {
            let decision = try Self.decision(Self.bundle, at: now)
            #expect(decision.isAllowed)
            #expect(decision.warnings == [.bundleExpired(at: Self.expires)])
        }
        #expect(try Self.decision(.pinned, at: moment("2099-01-01")).warnings.isEmpty)
    }

    @Test func `is told earlier, and denies, where a program says so`() throws {
        let age = BundleAge(warnAfter: .seconds(30 * 86_400), refuseAfter: .seconds(90 * 86_400))
        let (due, late) = (Self.issued + age.warnAfter!, Self.issued + age.refuseAfter!)
        #expect(try Self.decision(Self.bundle, age, at: due).warnings.isEmpty)
        let told = try Self.decision(Self.bundle, age, at: due + .seconds(1))
        #expect(told.isAllowed && told.warnings == [.bundleDue(issuedAt: Self.issued)])
        #expect(try Self.decision(Self.bundle, age, at: late).isAllowed)
        let denied = try Self.decision(Self.bundle, age, at: late + .seconds(1))
        #expect(!denied.isAllowed)
        #expect(
            denied.reasons == [
                .bundleTooOld(issuedAt: Self.issued, limit: .seconds(90 * 86_400))
            ])
        #expect(denied.reasons.first?.nextStep.contains("newest trust bundle") == true)
        #expect(try Self.decision(.pinned, age, at: moment("2099-01-01")).isAllowed)
    }

    @Test func `turns a timeline at each of its moments`() throws {
        let vendor = TestVendor()
        let license = try vendor.license()
        var facts = vendor.facts(license.claims)
        facts.trust = Self.bundle
        facts.bundleAge = BundleAge(
            warnAfter: .seconds(30 * 86_400), refuseAfter: .seconds(300 * 86_400))
        let timeline = license.timeline(facts, from: Self.issued, through: .max)
        #expect(
            timeline.stretches.map(\.begins) == [
                Self.issued, Self.issued + .seconds(30 * 86_400 + 1), Self.expires,
                Self.issued + .seconds(300 * 86_400 + 1),
            ])
    }
}
