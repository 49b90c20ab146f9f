// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Grants` {
    private static let customer = CustomerID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    private static func grant(
        _ registry: Registry, _ sale: Sale, seed: UInt64
    ) throws -> (GrantRecord, KeyReference) {
        var generator = SplitMix64(seed: seed)
        let minted = try registry.mint(customer: customer, seed: seed)
        var extras = LicenseExtras()
        let grant = GrantRecord(
            id: .random(using: &generator), of: registry.benefit.id,
            organization: registry.organization, customer: customer,
            license: minted.claims.license, through: sale, now: Registry.now)
        extras.grant = grant
        try registry.store.record(LicenseRecord(minted), with: extras, now: Registry.now)
        return (grant, Registry.key(of: minted))
    }

    @Test(arguments: Driver.available)
    func `are one for each sale of a benefit to a customer`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let sale = Sale(.subscription, "sub_1")!
            let (grant, _) = try Self.grant(registry, sale, seed: 1)
            #expect(throws: StoreError.exists(kind: .grant, name: "sub_1")) {
                try Self.grant(registry, sale, seed: 2)
            }
            let (other, _) = try Self.grant(registry, Sale(.order, "sub_1")!, seed: 3)
            #expect(try registry.store.grant(grant.id) == grant)
            var filter = GrantFilter(organization: registry.organization)
            let page = PageRange(number: 0, size: 10)
            #expect(try registry.store.grants(matching: filter, page: page).total == 2)
            filter.sale = sale
            #expect(try registry.store.grants(matching: filter, page: page).grants == [grant])
            #expect(try registry.store.grant(of: other.license)?.id == other.id)
        }
    }

    @Test(arguments: Driver.available)
    func `take their licenses back and give the same ones again`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (grant, key) = try Self.grant(registry, Sale(.order, "o")!, seed: 1)
            let later = Registry.now + .seconds(5)
            try registry.store.revokeGrant(grant.id, reason: "cancelled", now: later)
            #expect(try registry.validate(key).refusal == .notGranted(.revoked))
            #expect(try registry.store.grant(grant.id)?.revokedAt == later)
            try registry.store.revokeGrant(grant.id, reason: "", now: later + .seconds(1))
            #expect(try registry.store.grant(grant.id)?.revokedAt == later)
            try registry.store.setState(
                of: grant.license, to: .granted, reason: "", now: later + .seconds(2))
            #expect(try registry.validate(key).refusal == nil)
            #expect(try registry.store.grant(grant.id)?.revokedAt == nil)
            #expect(try registry.store.grant(grant.id)?.grantedAt == later + .seconds(2))
        }
    }

    @Test(arguments: Driver.available)
    func `follow what is done to their licenses`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let (grant, _) = try Self.grant(registry, Sale(.manual, "m")!, seed: 1)
            func state(_ state: LicenseState) throws {
                try registry.store.setState(
                    of: grant.license, to: state, reason: "", now: Registry.now)
            }
            func isRevoked() throws -> Bool { try registry.store.grant(grant.id)?.revokedAt != nil }
            try state(.disabled)
            #expect(try !isRevoked())
            try state(.revoked)
            #expect(try isRevoked())
            try state(.disabled)
            #expect(try !isRevoked())
            try registry.store.revokeGrant(grant.id, reason: "", now: Registry.now)
            try state(.granted)
            #expect(try !isRevoked())
        }
    }

    @Test(arguments: ["", "a\nb", String(repeating: "a", count: 201)])
    func `have sales with usable ids`(id: String) {
        #expect(Sale(.order, id) == nil)
    }
}
