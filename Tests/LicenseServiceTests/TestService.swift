import COSE
import COSESigning
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Logging
import NIOCore
import RegistryTestSupport
import SQLDatabase

@testable import LicenseService

/// A vendor with a registry, keys and a service over it, in a directory of its own.
struct TestService: Sendable {
    static let now = Timestamp("2027-01-01")!

    let directory: String
    /// When all of this was made.
    let now: Timestamp
    let registry: Registry
    let issuer: Issuer
    let benefit: Benefit
    let keys: ServiceKeys
    let clock: ServiceClock
    let service: LatchkeyService
    let limits: RequestLimits

    var organization: OrganizationID { issuer.organization }

    static func key(_ seed: UInt8) throws -> SigningKey {
        try SigningKey.derive(seed: [UInt8](repeating: seed, count: 32))
    }

    /// - Parameter database: where the registry is; nil for a file in the directory.
    init(
        _ directory: String, database: (any Database)? = nil, seats: ActivationLimit = .seats(3),
        usage: UInt64? = 1000, lifetime: Lifetime = .years(1), now: Timestamp = Self.now,
        clock: ServiceClock? = nil, limits: RequestLimits = RequestLimits(),
        adjust: (inout ServiceParts) -> Void = { _ in }
    ) throws {
        self.directory = directory
        self.now = now
        self.limits = limits
        var generator = SplitMix64(seed: 1)
        let file: any Database =
            if let database { database } else {
                try SQLiteDatabase(path: directory + "/registry.sqlite")
            }
        registry = try Registry(file, actor: "latchkey", now: now)
        let organization = OrganizationID.random(using: &generator)
        issuer = Issuer(organization, key: try Self.key(1))
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = lifetime
        terms.activationLimit = seats
        terms.usageLimit = usage
        benefit = Benefit(
            id: .random(using: &generator), name: BenefitName("pro")!, terms: terms)
        try registry.organizations.add(
            Organization(id: organization, name: "ACME Ltd"), now: now)
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: issuer.verificationKey, organization: organization,
                createdAt: now))
        try registry.benefits.add(benefit, organization: organization, now: now)
        keys = ServiceKeys(
            answers: try Self.key(2), lists: try Self.key(3),
            minting: MintingKey(issuer, benefits: []))
        self.clock = clock ?? ServiceClock { now }
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        var parts = ServiceParts(
            registry: registry, keys: keys, publishing: PublishingPolicy(base: "https://keys.test"),
            logger: logger)
        parts.limits = limits
        parts.publishing.interval = .milliseconds(20)
        adjust(&parts)
        service = try LatchkeyService(parts, clock: self.clock)
    }

    static func with<Result: Sendable>(
        seats: ActivationLimit = .seats(3), usage: UInt64? = 1000, now: Timestamp = Self.now,
        limits: RequestLimits = RequestLimits(), adjust: (inout ServiceParts) -> Void = { _ in },
        _ body: (TestService) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let vendor = try TestService(
                directory, seats: seats, usage: usage, now: now, limits: limits, adjust: adjust)
            let result = try await body(vendor)
            try await vendor.service.runtime.pool.shutDown()
            return result
        }
    }

    /// One over a registry in a database of a kind.
    static func with(
        _ driver: Driver, _ body: (TestService) async throws -> Void
    ) async throws {
        try await withDatabase(driver) { vendor, _ in try await body(vendor) }
    }

    /// The same with its database, for who looks at the tables.
    static func withDatabase(
        _ driver: Driver, _ body: (TestService, any Database) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let database = try place.open()
                let vendor = try TestService(directory, database: database)
                try await body(vendor, database)
                try await vendor.service.shutDown()
            }
        }
    }

    var application: Application<RouterResponder<ServiceContext>> { application(of: service) }

    func application(
        of service: LatchkeyService
    ) -> Application<RouterResponder<ServiceContext>> {
        service.application(
            at: .hostname("127.0.0.1", port: 0),
            server: .http1(configuration: LatchkeyService.http(limits)), limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Mints a license and records it.
    func license(seed: UInt64 = 7) throws -> VerifiedLicense {
        var generator = SplitMix64(seed: seed)
        var grant = Grant(benefit.id)
        grant.statusIndex = try registry.statusLists.reserveIndexes(
            1, organization: organization, now: now)[0]
        let minted = try issuer.mint(
            benefit.terms, for: grant, issuedAt: now, using: &generator)
        try registry.issuance.record([LicenseRecord(minted)], now: now)
        return try TrustedKeys(pinning: issuer.verificationKey).verify(
            LicenseKey(parsing: minted.text))
    }

    /// What a program pins of this vendor.
    var trust: LedgerTrust {
        .keys(
            licenses: TrustedKeys(pinning: issuer.verificationKey),
            activations: ActivationKeys(pinning: keys.answerKey),
            statuses: StatusKeys(pinning: keys.listKey))
    }

    /// A machine with a ledger and a license.
    func device(_ name: String, _ license: VerifiedLicense) throws -> Ledger {
        let ledger = try Ledger.open("\(directory)/\(name)", trusting: trust, at: now)
        for result in ledger.install([license.message], at: now) { _ = try result.get() }
        return ledger
    }
}

extension TestService {
    /// One more node over the same registry.
    func anotherNode(
        clock: ServiceClock, adjust: (inout ServiceParts) -> Void = { _ in }
    ) throws -> LatchkeyService {
        let registry = try Registry.open(sqlite: directory + "/registry.sqlite", now: now)
        var parts = ServiceParts(
            registry: registry, keys: keys, publishing: PublishingPolicy(base: "https://keys.test"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        adjust(&parts)
        return try LatchkeyService(parts, clock: clock)
    }
}
