import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseRegistry
import LicenseService
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import SQLDatabase

/// A vendor's home directory, and devices whose messages are signed before the clock starts.
struct Fleet: Sendable {
    let home: String
    /// The registry's URL.
    let database: String
    let organization: OrganizationID
    /// A bearer token of the operator's.
    let token: String
    let registry: Registry
    let benefit: Benefit
    let issuer: Issuer
    let license: VerifiedLicense

    init(home: String, database url: String? = nil) throws {
        self.home = home
        database = url ?? "sqlite:\(home)/registry.sqlite"
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)),
            let prefix = LicensePrefix("ACME"), let name = BenefitName("pro")
        else { throw CancellationError() }
        let made = try ServiceHome(HomeLayout(path: home), passphraseFile: nil).initialize(
            organization: "ACME", database: DatabaseURL(database), now: now)
        token = made.token?.text ?? ""
        registry = try Registry.open(DatabaseURL(database), actor: "benchmark", now: now)
        guard let organization = try registry.organizations.first() else {
            throw CancellationError()
        }
        self.organization = organization
        var generator = SplitMix64(seed: 5)
        issuer = Issuer(organization, key: .test(1))
        try registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: issuer.verificationKey, organization: organization,
                createdAt: now))
        var terms = LicenseTerms(prefix: prefix)
        terms.activationLimit = .unlimited
        benefit = Benefit(id: .random(using: &generator), name: name, terms: terms)
        try registry.benefits.add(benefit, organization: organization, now: now)
        var grant = Grant(benefit.id)
        grant.statusIndex = try registry.statusLists.reserveIndexes(
            1, organization: organization, now: now)[0]
        let minted = try issuer.mint(terms, for: grant, issuedAt: now, using: &generator)
        try registry.issuance.record([LicenseRecord(minted)], now: now)
        license = try TrustedKeys(pinning: issuer.verificationKey).verify(
            LicenseKey(minted.message))
    }

    /// The texts of more licenses.
    func keys(_ count: Int) throws -> [String] {
        try licenses(count, seed: 77).map(\.text)
    }

    /// Adds customers, who are named by their numbers.
    func customers(_ count: Int, from first: Int) throws -> [CustomerID] {
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) else {
            throw CancellationError()
        }
        return try registry.together { registry in
            try (first..<first + count).map { number in
                var customer = CustomerRecord(
                    id: .random(), organization: organization, name: "Person \(number)",
                    createdAt: now)
                customer.email = "person.\(number)@example.com"
                try registry.customers.add(customer, now: now)
                return customer.id
            }
        }
    }

    /// Mints and records more licenses.
    ///
    /// - Parameter customers: who has the first of them, each one.
    @discardableResult
    func licenses(
        _ count: Int, seed: UInt64, of customers: [CustomerID] = []
    ) throws -> [MintedLicense] {
        // What happened before a receiver was there is not sent to it.
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) else {
            throw CancellationError()
        }
        var generator = SplitMix64(seed: seed)
        let indexes = try registry.statusLists.reserveIndexes(
            count, organization: organization, now: now)
        let minted = try indexes.enumerated().map { number, index in
            var grant = Grant(benefit.id)
            grant.customer = number < customers.count ? customers[number] : nil
            grant.statusIndex = index
            return try issuer.mint(benefit.terms, for: grant, issuedAt: now, using: &generator)
        }
        try registry.issuance.record(minted.map { LicenseRecord($0) }, now: now)
        return minted
    }

    /// How often all licenses were validated.
    func validations() throws -> Int64 {
        let (licenses, _) = try registry.licenses.details(
            matching: LicenseDetailsFilter(organization: organization),
            page: PageRange(number: 0, size: 10_000), now: license.claims.issuedAt)
        return licenses.reduce(0) { $0 + $1.validations }
    }

    /// Requests of several devices for a seat.
    func requests(_ count: Int) throws -> [[UInt8]] {
        try (0..<count).map { number in
            var generator = SplitMix64(seed: UInt64(number))
            let key = try key(number)
            let request = ActivationRequest(
                .activate, license: .key(try LicenseKey(license.message)),
                device: key.verificationKey, id: .random(using: &generator),
                issuedAt: license.claims.issuedAt)
            return try request.signed(by: key).bytes
        }
    }

    /// A chain of reports of each device that has a seat.
    func reports(_ count: Int) throws -> [[[UInt8]]] {
        let seats = try registry.activations.all(of: license.claims.license)
        let byKey = Dictionary(
            seats.map { ($0.device.rawRepresentation, $0.id) }, uniquingKeysWith: { $1 })
        return try (0..<seats.count).map { number in
            let key = try key(number)
            guard let id = byKey[key.verificationKey.rawRepresentation] else { return [] }
            var previous: MessageDigest?
            return try (1...count).map { sequence in
                guard let journal = JournalHash(SHA256.digest(of: [UInt8(sequence & 255)])) else {
                    throw CancellationError()
                }
                var report = UsageReport(
                    of: id, sequence: UInt64(sequence), issuedAt: license.claims.issuedAt,
                    journal: journal)
                report.usage = UsageTotal(units: UInt64(sequence * 10))
                report.previousReport = previous
                let message = try report.signed(by: key)
                previous = MessageDigest(of: message.bytes)
                return message.bytes
            }
        }
    }

    private func key(_ number: Int) throws -> SigningKey {
        var generator = SplitMix64(seed: UInt64(number) + 1_000_000)
        return try SigningKey.derive(seed: generator.bytes(32))
    }
}
