import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseService
import LicenseStore
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// A vendor's home directory, and devices whose messages are signed before the clock starts.
struct Fleet {
    let home: String
    private let license: VerifiedLicense

    init(home: String) throws {
        self.home = home
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)),
            let prefix = LicensePrefix("ACME"), let name = BenefitName("pro")
        else { throw CancellationError() }
        _ = try ServiceHome(HomeLayout(path: home), passphraseFile: nil).initialize(
            organization: "ACME", database: .sqlite(path: home + "/registry.sqlite"), now: now)
        let store = try Store.open(sqlite: home + "/registry.sqlite", now: now)
        guard let organization = try store.firstOrganization() else { throw CancellationError() }
        var generator = SplitMix64(seed: 5)
        let issuer = Issuer(
            organization, key: try SigningKey.derive(seed: [UInt8](repeating: 1, count: 32)))
        try store.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: issuer.verificationKey, organization: organization,
                createdAt: now))
        var terms = LicenseTerms(prefix: prefix)
        terms.activationLimit = .unlimited
        let benefit = Benefit(id: .random(using: &generator), name: name, terms: terms)
        try store.addBenefit(benefit, organization: organization, now: now)
        var grant = Grant(benefit.id)
        grant.statusIndex = try store.reserveStatusIndexes(
            1, organization: organization, now: now, random: { generator.bytes($0) })[0]
        let minted = try issuer.mint(terms, for: grant, issuedAt: now, using: &generator)
        try store.record([LicenseRecord(minted)], now: now)
        license = try TrustedKeys(pinning: issuer.verificationKey).verify(
            LicenseKey(minted.message))
    }

    /// Records so many licenses, and an event of each.
    func addLicenses(_ count: Int) throws {
        let store = try Store.open(
            sqlite: home + "/registry.sqlite", now: license.claims.issuedAt)
        let issuer = Issuer(
            license.claims.organization,
            key: try SigningKey.derive(seed: [UInt8](repeating: 1, count: 32)))
        let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) ?? .max
        var generator = SystemRandomNumberGenerator()
        let terms = LicenseTerms(prefix: license.claims.prefix)
        for _ in stride(from: 0, to: count, by: 1000) {
            let records = try (0..<min(count, 1000)).map { _ in
                LicenseRecord(
                    try issuer.mint(
                        terms, for: Grant(license.claims.benefit), issuedAt: now,
                        using: &generator))
            }
            try store.record(records, now: now)
        }
    }

    /// Requests of so many devices for a seat.
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
        let store = try Store.open(
            sqlite: home + "/registry.sqlite", now: license.claims.issuedAt)
        let seats = try store.activations(of: license.claims.license)
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
