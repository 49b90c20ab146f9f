import COSE
import COSESigning
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

/// A registry with a mark, its backups, and what the world holds of it.
final class RestoredRegistry {
    let driver: Driver
    let directory: String
    let issuer: Issuer
    let benefit: Benefit
    let marks: MarkDirectory
    private(set) var registry: Registry
    /// What was published: the newest list of each shard, as a web server has it.
    private(set) var published: [UInt32: VerifiedStatusList] = [:]
    /// The root of every list that ever left, by shard and number.
    private var roots: [String: [UInt8]] = [:]
    private var backups = 0
    var now = SampleRegistry.now

    var organization: OrganizationID { issuer.organization }

    init(_ sample: SampleRegistry, in directory: String) throws {
        driver = sample.database.driver
        self.directory = directory
        issuer = sample.issuer
        benefit = sample.benefit
        marks = MarkDirectory(path: directory + "/mark")
        try sample.registry.organizations.addSigningKey(
            SigningKeyRecord(
                name: "issuer", publicKey: sample.issuer.verificationKey,
                organization: sample.organization, createdAt: SampleRegistry.now))
        try sample.registry.organizations.addServiceKey(
            ServiceKeyRecord(
                role: .status, publicKey: RegistryVendor.key.verificationKey,
                createdAt: SampleRegistry.now))
        registry = try sample.registry.marked(in: marks, now: SampleRegistry.now)
    }

    var vendor: RegistryVendor { RegistryVendor(registry: registry) }

    /// A certificate as the key proves it that signs all answers here.
    func proof(_ certificate: VerifiedActivationCertificate) throws -> CertificateProof {
        let key = ServiceKeyRecord(
            role: .activate, publicKey: RegistryVendor.key.verificationKey,
            createdAt: SampleRegistry.now)
        return try #require(AnsweringKeys([key], issuers: [], within: nil))
            .verifyCertificate(certificate.message)
    }

    /// Marks the registry as a service does, at the first change from now on.
    func pace() throws {
        registry = try registry.marked(in: marks, each: .seconds(3600), clock: { [now] in now })
    }

    // MARK: - Backups

    func backUp() throws -> String {
        backups += 1
        let path = "\(directory)/backup-\(backups).sqlite"
        try registry.maintenance.backup(to: path, now: now)
        return path
    }

    /// Goes back to a backup, in a database of the same kind.
    ///
    /// - Parameter isRaw: as a copy of the files would be, which does not know that it is a backup.
    func restore(_ path: String, into database: TestDatabase, isRaw: Bool) throws {
        let backup = try Registry.open(sqlite: path, now: now)
        let restored = try Registry(database.open(), actor: "test", now: now)
        try backup.maintenance.move(to: restored.maintenance, named: "\(database.url)", now: now)
        if isRaw {
            try database.run("UPDATE registry_standing SET behind_at = NULL, behind_reason = ''")
        }
        registry = try restored.marked(in: marks, now: now)
    }

    /// Goes back to a backup, as a file that is put back.
    ///
    /// - Parameter hasMarks: whether the directory beside it is still there.
    func putBack(_ path: String, hasMarks: Bool) throws {
        let file = "\(directory)/registry-\(UInt64.random(in: .min ... .max)).sqlite"
        try FileManager.default.copyItem(atPath: path, toPath: file)
        if !hasMarks { try FileManager.default.removeItem(atPath: marks.path) }
        try TestDatabase(path: file).run(
            "UPDATE registry_standing SET behind_at = NULL, behind_reason = ''")
        registry = try Registry.open(sqlite: file, now: now).marked(in: marks, now: now)
    }

    // MARK: - Licenses

    func sell(
        _ count: Int, seats: ActivationLimit = .notUsed, usage: UInt64? = nil
    ) throws -> [VerifiedLicense] {
        let indexes = try registry.statusLists.reserveIndexes(
            count, organization: organization, now: now)
        var terms = benefit.terms
        terms.activationLimit = seats
        terms.usageLimit = usage
        let minted = try indexes.map { index in
            var grant = Grant(benefit.id)
            grant.statusIndex = index
            var generator = SystemRandomNumberGenerator()
            return try issuer.mint(terms, for: grant, issuedAt: now, using: &generator)
        }
        try registry.issuance.record(minted.map { LicenseRecord($0) }, now: now)
        let keys = TrustedKeys(pinning: issuer.verificationKey)
        return try minted.map { try keys.verify(LicenseKey($0.message)) }
    }

    // MARK: - Lists

    /// Signs the next list of every shard, as `latchkey status publish` does; sees that no two lists
    /// of one number leave, and none with a lower number than one that has.
    func publish() throws {
        let keys = StatusKeys(pinning: RegistryVendor.key.verificationKey)
        for shard in try registry.statusLists.shards(of: organization) {
            let snapshot = try registry.statusLists.snapshot(of: organization, shard: shard)
            var builder = StatusListBuilder(organization: organization, shard: shard)
            for exception in snapshot.exceptions {
                builder.set(exception.status, of: exception.index)
            }
            let list = try keys.verify(
                builder.signed(
                    by: RegistryVendor.key, sequence: snapshot.nextNumber,
                    base: "https://example.com/s",
                    issuedAt: now, expiresAt: now + .seconds(86_400), timeToLive: .seconds(3600)
                ).message)
            try registry.statusLists.record(list.claims, from: snapshot, now: now)
            try marks.keep(list)
            let name = "\(shard)/\(list.claims.sequence)"
            #expect(roots[name] == nil, "two lists of one number")
            #expect(list.claims.sequence > published[shard]?.claims.sequence ?? 0)
            roots[name] = list.claims.root
            published[shard] = list
        }
    }

    /// What the newest list says of a license, to whoever holds it.
    func status(of license: VerifiedLicense) throws -> LicenseStatus {
        let index = try #require(license.claims.statusIndex)
        return try #require(published[index.shard]).status(of: index)
    }
}
