// swift-format-ignore-file: NeverForceUnwrap

import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseStore
import LicenseTestSupport
import LicenseVerifier

/// A registry with one organization, key and benefit, in a database of its own.
struct Registry: Sendable {
    let database: TestDatabase
    let store: Store
    let issuer: Issuer
    let benefit: Benefit

    var organization: OrganizationID { issuer.organization }

    static let now = Timestamp("2027-01-01")!

    @discardableResult
    static func with<Result>(
        _ driver: Driver, _ body: (Registry) throws -> Result
    ) throws -> Result {
        try TestDatabase.with(driver) { try body(Registry($0)) }
    }

    /// - Parameter connections: how many the registry has to a server.
    init(_ database: TestDatabase, seed: UInt64 = 1, connections: Int = 4) throws {
        var generator = SplitMix64(seed: seed)
        self.database = database
        store = try Self.open(database, connections: connections)
        issuer = Issuer(
            .random(using: &generator), key: try SigningKey.derive(seed: generator.bytes(32)))
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = .years(1)
        benefit = Benefit(
            id: .random(using: &generator), name: BenefitName("pro")!, terms: terms)
        try store.addOrganization(
            Organization(id: issuer.organization, name: "ACME Ltd"), now: Self.now)
        try store.addBenefit(benefit, organization: issuer.organization, now: Self.now)
    }

    /// The same registry, as another program has it.
    func reopened(connections: Int = 4) throws -> Store {
        try Self.open(database, connections: connections)
    }

    private static func open(_ database: TestDatabase, connections: Int) throws -> Store {
        try Store.open(database.url, connections: connections, actor: "test", now: now)
    }

    /// Mints without recording.
    func mint(
        index: StatusIndex? = nil, customer: CustomerID? = nil, seed: UInt64
    ) throws -> MintedLicense {
        var generator = SplitMix64(seed: seed)
        var grant = Grant(benefit.id)
        grant.statusIndex = index
        grant.customer = customer
        return try issuer.mint(
            benefit.terms, for: grant, issuedAt: Self.now, using: &generator)
    }

    func reserve(_ count: Int) throws -> [StatusIndex] {
        try store.reserveStatusIndexes(
            count, organization: organization, now: Self.now, random: Self.bytes)
    }

    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SplitMix64(seed: 99)
        return generator.bytes(count)
    }
}
