import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `Grants` {
    private static let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    private static func grant(
        _ sample: SampleRegistry, _ sale: Sale, seed: UInt64
    ) throws -> (GrantRecord, KeyReference) {
        var generator = SplitMix64(seed: seed)
        let minted = try sample.mint(customer: customer, seed: seed)
        var extras = LicenseExtras()
        let new = NewGrant(id: .random(using: &generator), to: customer, through: sale)
        extras.grant = new
        try sample.registry.issuance.record(
            LicenseRecord(minted), with: extras, now: SampleRegistry.now)
        let grant = try #require(try sample.registry.sales.grants.find(of: minted.claims.license))
        #expect(grant.id == new.id && grant.customer == customer && grant.sale == sale)
        #expect(grant.organization == sample.organization && grant.benefit == sample.benefit.id)
        #expect(grant.license == minted.claims.license)
        #expect(grant.createdAt == SampleRegistry.now && grant.changedAt == nil)
        #expect(grant.grantedAt == SampleRegistry.now && grant.revokedAt == nil)
        return (grant, SampleRegistry.key(of: minted))
    }

    @Test(arguments: Driver.available)
    func `are one for each sale of a benefit to a customer`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let sale = Sale(.subscription, "sub_1")!
            let (grant, _) = try Self.grant(sample, sale, seed: 1)
            #expect(throws: RegistryError.exists(kind: .grant, name: "sub_1")) {
                try Self.grant(sample, sale, seed: 2)
            }
            let (other, _) = try Self.grant(sample, Sale(.order, "sub_1")!, seed: 3)
            #expect(try sample.registry.sales.grants.find(grant.id) == grant)
            var filter = GrantFilter(organization: sample.organization)
            let page = PageRange(number: 0, size: 10)
            #expect(try sample.registry.sales.grants.page(matching: filter, page: page).total == 2)
            filter.sale = sale
            #expect(
                try sample.registry.sales.grants.page(matching: filter, page: page).grants == [
                    grant
                ])
            #expect(try sample.registry.sales.grants.find(of: other.license)?.id == other.id)
        }
    }

    @Test(arguments: Driver.available)
    func `take their licenses back and give the same ones again`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (grant, key) = try Self.grant(sample, Sale(.order, "o")!, seed: 1)
            let later = SampleRegistry.now + .seconds(5)
            try sample.registry.sales.grants.revoke(grant.id, reason: "cancelled", now: later)
            #expect(try sample.validate(key).refusal == .notGranted(.revoked))
            #expect(try sample.registry.sales.grants.find(grant.id)?.revokedAt == later)
            try sample.registry.sales.grants.revoke(grant.id, reason: "", now: later + .seconds(1))
            #expect(try sample.registry.sales.grants.find(grant.id)?.revokedAt == later)
            try sample.registry.issuance.setState(
                of: grant.license, to: .granted, reason: "", now: later + .seconds(2))
            #expect(try sample.validate(key).refusal == nil)
            #expect(try sample.registry.sales.grants.find(grant.id)?.revokedAt == nil)
            #expect(
                try sample.registry.sales.grants.find(grant.id)?.grantedAt == later + .seconds(2))
        }
    }

    @Test(arguments: Driver.available)
    func `follow what is done to their licenses`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (grant, _) = try Self.grant(sample, Sale(.manual, "m")!, seed: 1)
            func state(_ state: LicenseState) throws {
                try sample.registry.issuance.setState(
                    of: grant.license, to: state, reason: "", evenIfRevoked: true,
                    now: SampleRegistry.now)
            }
            func isRevoked() throws -> Bool {
                try sample.registry.sales.grants.find(grant.id)?.revokedAt != nil
            }
            try state(.disabled)
            #expect(try !isRevoked())
            try state(.revoked)
            #expect(try isRevoked())
            try state(.disabled)
            #expect(try !isRevoked())
            try sample.registry.sales.grants.revoke(grant.id, reason: "", now: SampleRegistry.now)
            try state(.granted)
            #expect(try !isRevoked())
        }
    }

    @Test(arguments: ["", "a\nb", String(repeating: "a", count: 201)])
    func `have sales with usable ids`(id: String) {
        #expect(Sale(.order, id) == nil)
    }
}
