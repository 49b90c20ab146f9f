import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@Suite struct `The sample` {
    @Test(arguments: Driver.available)
    func `gives back every field of a benefit`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            var benefit = sample.benefit
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
            try sample.registry.benefits.add(
                benefit, organization: sample.organization, now: SampleRegistry.now)
            #expect(try sample.registry.benefits.all(of: sample.organization)[0] == benefit)

            benefit.terms.activationLimit = .unlimited
            benefit.terms.conditions = []
            benefit.terms.grace = nil
            try sample.registry.benefits.replace(
                benefit, organization: sample.organization, now: SampleRegistry.now)
            #expect(try sample.registry.benefits.all(of: sample.organization)[0] == benefit)
        }
    }

    @Test(arguments: Driver.available)
    func `refuses a second thing of one name`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            #expect(throws: RegistryError.exists(kind: .benefit, name: "pro")) {
                try sample.registry.benefits.add(
                    Benefit(
                        id: BenefitID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                        name: sample.benefit.name, terms: sample.benefit.terms),
                    organization: sample.organization, now: SampleRegistry.now)
            }
            // The id of one, under a name that is free, is said to be taken, and not the name.
            let id = sample.benefit.id
            let free = try #require(BenefitName("free"))
            #expect(throws: RegistryError.idTaken(kind: .benefit, id: "\(id)")) {
                try sample.registry.benefits.add(
                    Benefit(id: id, name: free, terms: sample.benefit.terms),
                    organization: sample.organization, now: SampleRegistry.now)
            }
            #expect(throws: RegistryError.exists(kind: .organization, name: "ACME Ltd")) {
                try sample.registry.organizations.add(
                    Organization(
                        id: OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                        name: "ACME Ltd"), now: SampleRegistry.now)
            }
            let organization = sample.organization
            #expect(throws: RegistryError.idTaken(kind: .organization, id: "\(organization)")) {
                try sample.registry.organizations.add(
                    Organization(id: organization, name: "Free Ltd"), now: SampleRegistry.now)
            }
            let key = SigningKeyRecord(
                name: "issuer", publicKey: sample.issuer.verificationKey,
                organization: sample.organization, createdAt: SampleRegistry.now)
            try sample.registry.organizations.addSigningKey(key)
            #expect(try sample.registry.organizations.signingKey(named: "issuer") == key)
            #expect(throws: RegistryError.exists(kind: .signingKey, name: "issuer")) {
                try sample.registry.organizations.addSigningKey(key)
            }
            let other = SigningKeyRecord(
                name: "other", publicKey: key.publicKey, organization: sample.organization,
                createdAt: SampleRegistry.now)
            let kid = "\(key.publicKey.keyID)"
            #expect(throws: RegistryError.idTaken(kind: .signingKey, id: kid)) {
                try sample.registry.organizations.addSigningKey(other)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `refuses to change a benefit of another organization`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            #expect(throws: RegistryError.missing(kind: .benefit)) {
                try sample.registry.benefits.replace(
                    sample.benefit,
                    organization: OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!,
                    now: SampleRegistry.now)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `finds licenses by what they are asked for`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
            let first = try sample.mint(customer: customer, seed: 1)
            let second = try sample.mint(seed: 2)
            try registry.issuance.record(
                [LicenseRecord(first, customer: "Harbor"), LicenseRecord(second)],
                now: SampleRegistry.now)
            let found = try #require(try registry.licenses.find(first.claims.license))
            #expect(found.claims == first.claims)
            #expect(found.message == first.message)
            #expect(found.customer == "Harbor")
            #expect(found.state == .granted)

            var filter = LicenseFilter(organization: sample.organization)
            let all = try registry.licenses.all(matching: filter, limit: 10)
            #expect(all.map(\.claims) == [second.claims, first.claims])
            #expect(
                try registry.licenses.all(
                    matching: filter, before: second.claims.license, limit: 10
                )
                .map(\.claims) == [first.claims])
            #expect(
                try registry.licenses.all(matching: filter, limit: 1).map(\.claims) == [
                    second.claims
                ])
            filter.customer = customer
            #expect(try registry.licenses.all(matching: filter, limit: 10).count == 1)
            filter.customer = nil
            filter.expiringBefore = Timestamp("2028-01-01")!
            #expect(try registry.licenses.all(matching: filter, limit: 10).isEmpty)
            filter.expiringBefore = Timestamp("2028-01-02")!
            #expect(try registry.licenses.all(matching: filter, limit: 10).count == 2)
            filter.organization = OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
            #expect(try registry.licenses.all(matching: filter, limit: 10).isEmpty)
        }
    }

    @Test(arguments: Driver.available)
    func `records all licenses of a call or none`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let index = try sample.reserve(1)[0]
            let first = try sample.mint(index: index, seed: 1)
            let clash = try sample.mint(index: index, seed: 2)
            #expect(throws: RegistryError.database(.constraint)) {
                try sample.registry.issuance.record(
                    [LicenseRecord(first), LicenseRecord(clash)], now: SampleRegistry.now)
            }
            #expect(try sample.registry.licenses.find(first.claims.license) == nil)
            #expect(try sample.registry.auditLog.verify().sequence == 2)
        }
    }

    @Test(arguments: Driver.available)
    func `changes a license's state and says since when and why`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            let later = SampleRegistry.now + .seconds(60)
            try sample.registry.issuance.setState(
                of: minted.claims.license, to: .revoked, reason: "refunded", now: later)
            let record = try #require(try sample.registry.licenses.find(minted.claims.license))
            #expect(record.state == .revoked)
            #expect(record.stateChangedAt == later)
            #expect(record.stateReason == "refunded")
            #expect(throws: RegistryError.missing(kind: .license)) {
                try sample.registry.issuance.setState(
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
        try SampleRegistry.with(driver) { sample in
            let minted = try (1...5).map { try sample.mint(seed: $0) }
            try sample.registry.issuance.record(
                minted.map { LicenseRecord($0) }, now: SampleRegistry.now)
            let filter = LicenseFilter(organization: sample.organization)
            var seen: [LicenseClaims] = []
            try sample.registry.licenses.forEach(matching: filter) { seen.append($0.claims) }
            #expect(seen == minted.map(\.claims))
            seen = []
            #expect(throws: Enough.self) {
                try sample.registry.licenses.forEach(matching: filter) {
                    seen.append($0.claims)
                    if seen.count == 2 { throw Enough() }
                }
            }
            #expect(seen.count == 2)
        }
    }
}
