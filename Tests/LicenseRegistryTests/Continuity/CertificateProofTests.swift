import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

/// Which keys' word about a seat counts, and for how much.
@Suite struct `A certificate that a device shows` {
    /// A registry that has had one key for its answers, and has another now.
    private struct Rotated {
        let world: RestoredRegistry
        let database: TestDatabase
        let license: VerifiedLicense

        static func key(_ isFormer: Bool) throws -> SigningKey {
            try SigningKey.derive(seed: [UInt8](repeating: isFormer ? 210 : 211, count: 32))
        }

        var organizations: Organizations { world.registry.organizations }
        var continuity: Continuity { world.registry.maintenance.continuity }

        /// A certificate of such a device.
        func certificate(
            by isFormer: Bool, _ change: (inout ActivationCertificate) -> Void = { _ in }
        ) throws -> SignedMessage {
            var certificate = ActivationCertificate(
                .random(), of: license.claims.license,
                organization: world.organization, device: try SigningKey.generate().verificationKey,
                issuedAt: SampleRegistry.now - .seconds(100))
            change(&certificate)
            return try certificate.signed(by: Self.key(isFormer))
        }

        func keys(_ bundle: ServedBundle? = nil) throws -> AnsweringKeys {
            let keys = AnsweringKeys(
                try organizations.serviceKeys(), issuers: try organizations.signingKeys(),
                within: bundle)
            return try #require(keys)
        }

        @discardableResult
        func show(_ message: SignedMessage) throws -> Bool {
            try continuity.restore(keys().verifyCertificate(message), now: world.now)
        }

        func bundle(_ keys: [BundleKey]) throws -> ServedBundle {
            let root = try SigningKey.derive(seed: [UInt8](repeating: 212, count: 32))
            var bundle = TrustBundle(
                organization: world.organization, roots: [root.verificationKey], threshold: 1,
                issuedAt: SampleRegistry.now, expiresAt: SampleRegistry.now + .seconds(1000))
            bundle.keys = keys
            var ceremony = try TrustCeremony(draft: bundle)
            try ceremony.sign(by: root)
            return try ServedBundle(ceremony.bytes)
        }

        func nextNumber() throws -> UInt64 {
            try world.registry.statusLists.snapshot(of: world.organization, shard: 0).nextNumber
        }

        var activations: [ActivationRecord] {
            get throws { try world.registry.activations.all(of: license.claims.license) }
        }
    }

    private static func with(_ driver: Driver, _ body: (Rotated) throws -> Void) throws {
        try SampleRegistry.with(driver) { sample in
            try withTemporaryDirectory { directory in
                let world = try RestoredRegistry(sample, in: directory)
                let organizations = world.registry.organizations
                for (isFormer, age) in [(true, Int64(2000)), (false, 1000)] {
                    try organizations.useServiceKey(
                        Rotated.key(isFormer).verificationKey, as: .activate,
                        now: SampleRegistry.now - .seconds(age))
                }
                let license = try world.sell(1, seats: .seats(2), usage: 300)[0]
                try world.publish()
                // As long as the key was in use.
                try sample.database.run(
                    "UPDATE service_key SET retired_at = $1 WHERE retired_at IS NOT NULL",
                    [.time(SampleRegistry.now - .seconds(50))])
                try body(Rotated(world: world, database: sample.database, license: license))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `of a former key stops nothing, and gives no seat`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try past.show(past.certificate(by: true))
            }
            #expect(throws: RegistryError.missing(kind: .license)) {
                try past.show(past.certificate(by: true) { $0.license = .random() })
            }
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try past.show(past.certificate(by: true) { $0.lists.raise(0, to: 500) })
            }
            #expect(throws: SyncError.outsideWindow) {
                try past.show(
                    past.certificate(by: true) {
                        $0.issuedAt = SampleRegistry.now - .seconds(50)
                    })
            }
            let reason = try past.continuity.reason()
            #expect(reason == nil)
            #expect(try past.activations.isEmpty)
            #expect(try past.nextNumber() == 2)
        }
    }

    @Test(arguments: Driver.available)
    func `counts for nothing where the bundle takes its key away`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            let message = try past.certificate(by: true)
            let (key, now) = (try Rotated.key(true).verificationKey, SampleRegistry.now)
            let good = BundleKey(
                key, role: .activate, notBefore: now - .seconds(1000),
                notAfter: now + .seconds(1000))
            var (stolen, ended, other) = (good, good, good)
            stolen.compromisedAt = now
            ended.notAfter = now - .seconds(100)
            other.role = .status
            let present = BundleKey(
                try Rotated.key(false).verificationKey, role: .activate,
                notBefore: now - .seconds(1000), notAfter: now + .seconds(1000))
            func refusal(_ keys: [BundleKey]) throws -> SyncError? {
                let keys = try past.keys(past.bundle(keys))
                do throws(SyncError) { _ = try keys.verifyCertificate(message) } catch {
                    return error
                }
                return nil
            }
            #expect(try refusal([good, present]) == nil)
            #expect(try refusal([stolen, present]) == .unknownKey(key.keyID))
            #expect(try refusal([stolen]) == .unknownKey(key.keyID))
            #expect(try refusal([other]) == .unknownKey(key.keyID))
            #expect(try refusal([ended]) == .outsideWindow)
            #expect(try refusal([present]) == .unknownKey(key.keyID))
            // Where the bundle names no such key, programs pin them.
            #expect(try refusal([]) == nil)
            // A service's present key may be pinned beside any bundle.
            let own = try past.certificate(by: false)
            #expect(throws: Never.self) {
                try past.keys(past.bundle([good])).verifyCertificate(own)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `of an issuing key counts for its own organization alone, as long as it is good`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            let (organizations, now) = (past.organizations, SampleRegistry.now)
            let key = try SigningKey.derive(seed: [UInt8](repeating: 213, count: 32))
            let other = Organization(id: .random(), name: "Other")
            try organizations.add(other, now: now)
            try organizations.addSigningKey(
                SigningKeyRecord(
                    name: "other", publicKey: key.verificationKey, organization: other.id,
                    createdAt: now))
            var certificate = ActivationCertificate(
                .random(), of: past.license.claims.license, organization: past.world.organization,
                device: try SigningKey.generate().verificationKey, issuedAt: now)
            let foreign = try certificate.signed(by: key)
            #expect(throws: SyncError.otherOrganization) {
                try past.keys().verifyCertificate(foreign)
            }
            certificate.organization = other.id
            let own = try certificate.signed(by: key)
            #expect(throws: Never.self) { try past.keys().verifyCertificate(own) }
            try organizations.retireSigningKey(named: "other", now: now)
            #expect(throws: SyncError.outsideWindow) { try past.keys().verifyCertificate(own) }
        }
    }

    @Test(arguments: Driver.available)
    func `of a former key gives no seat and no unit beyond the license, after a restore`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            try past.continuity.resume(past.world.marks, now: past.world.now)
            for allowance in [UInt64(200), 500] {
                #expect(try past.show(past.certificate(by: true) { $0.allowance = allowance }))
            }
            #expect(throws: RegistryError.missing(kind: .activation)) {
                try past.show(past.certificate(by: true) { $0.allowance = 1 })
            }
            let granted = try past.activations.map(\.state.allowance.granted)
            #expect(granted.sorted() == [100, 200])
            // What the present key has signed was promised, whatever else was.
            #expect(try past.show(past.certificate(by: false) { $0.allowance = 100 }))
            #expect(try past.activations.count == 3)
        }
    }

    @Test(arguments: Driver.available)
    func `of the present key stops a registry that does not know its license`(
        _ driver: Driver
    ) throws {
        try Self.with(driver) { past in
            #expect(throws: RegistryError.missing(kind: .license)) {
                try past.show(past.certificate(by: false) { $0.license = .random() })
            }
            let reason = try past.continuity.reason()
            #expect(reason == RestoreFinding.unknownActivation.sentence)
        }
    }

    @Test(arguments: Driver.available)
    func `names a list's number for nothing, where no list can have it`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            let most = UInt64(Limits.maxCount)
            try past.continuity.resume(past.world.marks, now: past.world.now)
            let before = try past.nextNumber()
            let message = try past.certificate(by: false) { $0.lists.raise(0, to: most) }
            try past.show(message)
            #expect(try past.nextNumber() == before)
            #expect(try past.continuity.reason() == nil)
            // A registry that took one before is mended when it is resumed.
            try past.database.run(
                "UPDATE status_shard SET list_floor = $1", [.integer(Int64(most))])
            try past.continuity.resume(nil, now: past.world.now)
            #expect(
                try past.nextNumber() <= UInt64(past.world.now.secondsSinceEpoch))
            try past.world.publish()
        }
    }

    @Test(arguments: Driver.available)
    func `writes nothing where all of it is known`(_ driver: Driver) throws {
        try Self.with(driver) { past in
            try past.continuity.resume(past.world.marks, now: past.world.now)
            let message = try past.certificate(by: false) { $0.lists.raise(0, to: 1) }
            #expect(try past.show(message))
            func version() throws -> Int64? {
                try past.database.open(connections: 1).read { (reader) throws(RegistryError) in
                    try Snapshot(reader: reader).value(
                        Int64.self, "SELECT max(answers) AS version FROM license")
                }
            }
            let before = try version()
            for _ in 0..<3 { #expect(try !past.show(message)) }
            #expect(try version() == before)
        }
    }

    @Test(arguments: Driver.available)
    func `finds a key retired when services sign with another, and back when they do not`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let organizations = sample.registry.organizations
            func use(_ isFormer: Bool, _ seconds: Int64) throws {
                try organizations.useServiceKey(
                    Rotated.key(isFormer).verificationKey, as: .activate,
                    now: SampleRegistry.now + .seconds(seconds))
            }
            func retired() throws -> [Int64?] {
                try organizations.serviceKeys().map { key in
                    key.retiredAt.map {
                        $0.secondsSinceEpoch - SampleRegistry.now.secondsSinceEpoch
                    }
                }
            }
            try use(true, 0)
            try use(false, 10)
            #expect(try retired() == [10, nil])
            // It was so since then, however often a service is started.
            try use(false, 20)
            #expect(try retired() == [10, nil])
            try use(true, 30)
            #expect(try retired() == [nil, nil])
            try use(false, 40)
            #expect(try retired() == [40, nil])
        }
    }
}
