// swift-format-ignore-file: NeverForceUnwrap

import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier

/// A registry with one organization, key and benefit, in a directory of its own.
struct Registry {
    let path: String
    let store: Store
    let issuer: Issuer
    let benefit: Benefit

    var organization: OrganizationID { issuer.organization }

    static let now = Timestamp("2027-01-01")!

    @discardableResult
    static func with<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        try withTemporaryDirectory { try body(Registry(path: $0 + "/registry.sqlite")) }
    }

    init(path: String, seed: UInt64 = 1) throws {
        var generator = SplitMix64(seed: seed)
        self.path = path
        store = try Store.open(sqlite: path, now: Self.now)
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
