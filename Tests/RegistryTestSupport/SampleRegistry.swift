package import LicenseIssuer
package import LicenseRegistry
import LicenseTestSupport
package import LicenseVerifier

/// A registry with one organization, key and benefit, in a database of its own.
package struct SampleRegistry: Sendable {
    package let database: TestDatabase
    package let registry: Registry
    package let issuer: Issuer
    package let benefit: Benefit

    package var organization: OrganizationID { issuer.organization }

    package static let now = RegistryVendor.now

    @discardableResult
    package static func with<Result>(
        _ driver: Driver, _ body: (SampleRegistry) throws -> Result
    ) throws -> Result {
        try TestDatabase.with(driver, holding: .tables) { try body(SampleRegistry($0)) }
    }

    /// - Parameter connections: how many the registry has to a server.
    package init(_ database: TestDatabase, seed: UInt64 = 1, connections: Int = 4) throws {
        var generator = SplitMix64(seed: 5000 + seed)
        self.database = database
        registry = try Self.open(database, connections: connections)
        issuer = TestVendor(seed: seed).issuer
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = .years(1)
        benefit = Benefit(
            id: .random(using: &generator), name: BenefitName("pro")!, terms: terms)
        try registry.organizations.add(
            Organization(id: issuer.organization, name: "ACME Ltd"), now: Self.now)
        try registry.benefits.add(benefit, organization: issuer.organization, now: Self.now)
    }

    /// The same registry, as another program has it.
    package func reopened(connections: Int = 4) throws -> Registry {
        try Self.open(database, connections: connections)
    }

    private static func open(_ database: TestDatabase, connections: Int) throws -> Registry {
        try Registry(database.open(connections: connections), actor: "test", now: now)
    }

    /// Mints without recording.
    package func mint(
        index: StatusIndex? = nil, customer: CustomerID? = nil, seed: UInt64
    ) throws -> MintedLicense {
        var generator = SplitMix64(seed: seed)
        var grant = Grant(benefit.id)
        grant.statusIndex = index
        grant.customer = customer
        return try issuer.mint(
            benefit.terms, for: grant, issuedAt: Self.now, using: &generator)
    }

    package func reserve(_ count: Int) throws -> [StatusIndex] {
        try registry.statusLists.reserveIndexes(
            count, organization: organization, now: Self.now)
    }

    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SplitMix64(seed: 99)
        return generator.bytes(count)
    }
}
