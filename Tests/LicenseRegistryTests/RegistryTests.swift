import COSE
import COSESigning
import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The registry` {
    @Test(arguments: Driver.available)
    func `gives back every field of a benefit`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            var benefit = registry.benefit
            benefit.name = BenefitName("everything")!
            benefit = Benefit(
                id: BenefitID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!, name: benefit.name,
                terms: benefit.terms, activationInstructions: "Füge den Schlüssel ein.\n'); --")
            benefit.terms.lifetime = .months(18)
            benefit.terms.updates = .until(Timestamp("2030-06-01")!)
            benefit.terms.activationLimit = .seats(UInt64(Limits.maxCount))
            benefit.terms.usageLimit = UInt64(Limits.maxCount)
            benefit.terms.conditions = [
                Condition(ConditionKey("region")!, .text("eu ; \u{1f680}"))!,
                Condition(ConditionKey("on")!, .bool(false))!,
                Condition(ConditionKey("level")!, .integer(-Limits.maxCount))!,
            ]
            benefit.terms.entitlements = [Entitlement("a")!, Entitlement("b:c")!]
            benefit.terms.offline = .seconds(86_400)
            benefit.terms.grace = .seconds(1)
            benefit.terms.maxMajorVersion = 4
            benefit.terms.enforcement = .advise
            try registry.store.addBenefit(
                benefit, organization: registry.organization, now: Registry.now)
            #expect(try registry.store.benefits(of: registry.organization)[0] == benefit)

            benefit.terms.activationLimit = .unlimited
            benefit.terms.conditions = []
            benefit.terms.grace = nil
            try registry.store.replaceBenefit(
                benefit, organization: registry.organization, now: Registry.now)
            #expect(try registry.store.benefits(of: registry.organization)[0] == benefit)
        }
    }

    @Test(arguments: Driver.available)
    func `refuses a second thing of one name`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            #expect(throws: StoreError.exists(kind: .benefit, name: "pro")) {
                try registry.store.addBenefit(
                    Benefit(
                        id: BenefitID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                        name: registry.benefit.name, terms: registry.benefit.terms),
                    organization: registry.organization, now: Registry.now)
            }
            #expect(throws: StoreError.exists(kind: .organization, name: "ACME Ltd")) {
                try registry.store.addOrganization(
                    Organization(
                        id: OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                        name: "ACME Ltd"), now: Registry.now)
            }
            let key = SigningKeyRecord(
                name: "issuer", publicKey: registry.issuer.verificationKey,
                organization: registry.organization, createdAt: Registry.now)
            try registry.store.addSigningKey(key)
            #expect(try registry.store.signingKey(named: "issuer") == key)
            #expect(throws: StoreError.exists(kind: .signingKey, name: "issuer")) {
                try registry.store.addSigningKey(key)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `refuses to change a benefit of another organization`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            #expect(throws: StoreError.missing(kind: .benefit)) {
                try registry.store.replaceBenefit(
                    registry.benefit,
                    organization: OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                    now: Registry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `finds licenses by what they are asked for`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let store = registry.store
            let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
            let first = try registry.mint(customer: customer, seed: 1)
            let second = try registry.mint(seed: 2)
            try store.record(
                [LicenseRecord(first, customer: "Harbor"), LicenseRecord(second)],
                now: Registry.now)
            let found = try #require(try store.license(first.claims.license))
            #expect(found.claims == first.claims)
            #expect(found.message == first.message)
            #expect(found.customer == "Harbor")
            #expect(found.state == .granted)

            var filter = LicenseFilter(organization: registry.organization)
            let all = try store.licenses(matching: filter, limit: 10)
            #expect(all.map(\.claims) == [second.claims, first.claims])
            #expect(
                try store.licenses(matching: filter, before: second.claims.license, limit: 10)
                    .map(\.claims) == [first.claims])
            #expect(try store.licenses(matching: filter, limit: 1).map(\.claims) == [second.claims])
            filter.customer = customer
            #expect(try store.licenses(matching: filter, limit: 10).count == 1)
            filter.customer = nil
            filter.expiringBefore = Timestamp("2028-01-01")!
            #expect(try store.licenses(matching: filter, limit: 10).isEmpty)
            filter.expiringBefore = Timestamp("2028-01-02")!
            #expect(try store.licenses(matching: filter, limit: 10).count == 2)
            filter.organization = OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
            #expect(try store.licenses(matching: filter, limit: 10).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `records all licenses of a call or none`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let index = try registry.reserve(1)[0]
            let first = try registry.mint(index: index, seed: 1)
            let clash = try registry.mint(index: index, seed: 2)
            #expect(throws: StoreError.constraint) {
                try registry.store.record(
                    [LicenseRecord(first), LicenseRecord(clash)], now: Registry.now)
            }
            #expect(try registry.store.license(first.claims.license) == nil)
            #expect(try registry.store.verifyAudit().sequence == 2)
        }
    }

    @Test(arguments: Driver.available)
    func `changes a license's state and says since when and why`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            let later = Registry.now + .seconds(60)
            try registry.store.setState(
                of: minted.claims.license, to: .revoked, reason: "refunded", now: later)
            let record = try #require(try registry.store.license(minted.claims.license))
            #expect(record.state == .revoked)
            #expect(record.stateChangedAt == later)
            #expect(record.stateReason == "refunded")
            #expect(throws: StoreError.missing(kind: .license)) {
                try registry.store.setState(
                    of: LicenseID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!, to: .disabled,
                    reason: "", now: later)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `hands licenses over one by one and stops with the receiver's error`(_ driver: Driver)
        throws
    {
        struct Enough: Error {}
        try Registry.with(driver) { registry in
            let minted = try (1...5).map { try registry.mint(seed: $0) }
            try registry.store.record(minted.map { LicenseRecord($0) }, now: Registry.now)
            let filter = LicenseFilter(organization: registry.organization)
            var seen: [LicenseClaims] = []
            try registry.store.forEachLicense(matching: filter) { seen.append($0.claims) }
            #expect(seen == minted.map(\.claims))
            seen = []
            #expect(throws: Enough.self) {
                try registry.store.forEachLicense(matching: filter) {
                    seen.append($0.claims)
                    if seen.count == 2 { throw Enough() }
                }
            }
            #expect(seen.count == 2)
        }
    }
}
