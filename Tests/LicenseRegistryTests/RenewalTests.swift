import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Terms that are asked for` {
    private static let now = SampleRegistry.now

    @Test(arguments: Driver.available)
    func `count from the end that a license has, or from now`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let end = Self.now + .seconds(30 * 86_400)
            let (license, _, _) = try sample.sell(seats: .seats(2), until: end)
            var renewal = TermsRequest(license, from: .formerEnd)
            renewal.lifetime = .days(10)
            var changed = try sample.registry.issuance.change(
                [renewal], by: sample.issuer, now: Self.now)
            #expect(changed[0].claims.expiresAt == end + .seconds(10 * 86_400))
            #expect(changed[0].claims.license == license)
            #expect(changed[0].claims.activationLimit == .seats(2))

            var change = TermsRequest(license, from: .now)
            change.lifetime = .days(10)
            changed = try sample.registry.issuance.change(
                [change], by: sample.issuer, now: Self.now)
            #expect(changed[0].claims.expiresAt == Self.now + .seconds(10 * 86_400))

            // An end that has passed is no beginning.
            let later = Self.now + .seconds(100 * 86_400)
            changed = try sample.registry.issuance.change(
                [renewal], by: sample.issuer, now: later)
            #expect(changed[0].claims.expiresAt == later + .seconds(10 * 86_400))
        }
    }

    @Test(arguments: Driver.available)
    func `are given to all licenses or to none`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let end = Self.now + .seconds(86_400)
            let (first, _, _) = try sample.sell(until: end, seed: 1)
            let (second, _, _) = try sample.sell(seed: 2)
            var good = TermsRequest(first, from: .formerEnd)
            good.lifetime = .days(1)
            var bad = TermsRequest(second, from: .now)
            bad.lifetime = .until(Self.now)
            #expect(throws: RegistryError.minting(.endsBeforeIssue)) {
                try sample.registry.issuance.change(
                    [good, bad], by: sample.issuer, now: Self.now)
            }
            #expect(try sample.registry.licenses.find(first)?.claims.expiresAt == end)
        }
    }

    @Test(arguments: Driver.available)
    func `are given once in a batch of one name`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let end = Self.now + .seconds(86_400)
            let (license, _, _) = try sample.sell(until: end)
            var request = TermsRequest(license, from: .formerEnd)
            request.lifetime = .days(1)
            for _ in 1...2 {
                let batch = Batch(
                    id: .random(), name: "renew a.csv",
                    inputDigest: [UInt8](repeating: 1, count: 32), issuedAt: Self.now)
                let changed = try sample.registry.issuance.change(
                    [request], as: batch, by: sample.issuer, now: Self.now)
                #expect(changed[0].claims.expiresAt == end + .seconds(86_400))
            }
            let other = Batch(
                id: .random(), name: "renew a.csv", inputDigest: [UInt8](repeating: 2, count: 32),
                issuedAt: Self.now)
            #expect(throws: RegistryError.batchDiffers(name: "renew a.csv")) {
                try sample.registry.issuance.change(
                    [request], as: other, by: sample.issuer, now: Self.now)
            }
        }
    }

    @Test func `end the former key where they allow less, or where that is asked for`() throws {
        let export = Entitlement("export")!
        try SampleRegistry.with(.sqlite) { sample in
            let (_, _, minted) = try sample.sell(seats: .seats(2), units: 5)
            var old = minted.claims
            old.entitlements = [export]
            old.grace = .seconds(10)
            let less: [(inout TermsChange) -> Void] = [
                { $0.end = .set(Self.now + .seconds(9)) }, { $0.activationLimit = .set(.seats(1)) },
                { $0.usageLimit = .set(4) }, { $0.entitlements = [] }, { $0.grace = .set(nil) },
                { $0.conditions = [Condition(ConditionKey("region")!, .text("eu"))!] },
                { $0.offline = .set(.seconds(5)) }, { $0.maxMajorVersion = .set(2) },
                { $0.updatesUntil = .set(Self.now + .seconds(9)) }, { $0.endsFormerKeys = true },
            ]
            for change in less {
                var terms = TermsChange()
                change(&terms)
                #expect(!terms.isEmpty)
                #expect(terms.formerToken(of: old, after: terms.applied(to: old)) == .isOutdated)
            }
            var more = TermsChange()
            more.activationLimit = .set(.unlimited)
            more.usageLimit = .set(nil)
            more.entitlements = [export, Entitlement("print")!]
            more.grace = .set(.seconds(20))
            #expect(more.formerToken(of: old, after: more.applied(to: old)) == .runsOut)
        }
    }
}
