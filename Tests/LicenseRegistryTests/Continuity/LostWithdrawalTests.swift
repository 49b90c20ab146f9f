import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

/// What was taken away after the backup to which a registry went back.
@Suite struct `A registry that went back to a state before a withdrawal` {
    private static func with(
        _ driver: Driver,
        before: (RestoredRegistry) throws -> Void, lost: (RestoredRegistry) throws -> Void,
        _ body: (RestoredRegistry) throws -> Void
    ) throws {
        try SampleRegistry.with(driver) { sample in
            try TestDatabase.with(driver) { (database: TestDatabase) in
                try withTemporaryDirectory { directory in
                    let world = try RestoredRegistry(sample, in: directory)
                    _ = try world.sell(1)
                    try before(world)
                    try world.publish()
                    let backup = try world.backUp()
                    try lost(world)
                    try world.publish()
                    try world.restore(backup, into: database, isRaw: true)
                    try body(world)
                }
            }
        }
    }

    private static func id(_ number: UInt8) -> APITokenID {
        APITokenID([UInt8](repeating: number, count: 16))!
    }

    private static func secret(_ number: UInt8) -> [UInt8] {
        [UInt8](repeating: number, count: 32)
    }

    private static func addTokens(_ world: RestoredRegistry) throws {
        for number in UInt8(1)...4 {
            try world.registry.tokens.add(
                APITokenRecord(
                    id: id(number), organization: nil, name: "token \(number)",
                    scopes: [.licensesRead], secretDigest: secret(number),
                    createdAt: world.now, expiresAt: nil), now: world.now)
        }
    }

    private static func areGood(_ world: RestoredRegistry) throws -> [Bool] {
        try (UInt8(1)...4).map { number in
            try #require(try world.registry.tokens.find(id(number))).isGood(at: world.now)
        }
    }

    @Test(arguments: Driver.available)
    func `believes no token that was revoked or rotated away, and no key that was retired`(
        _ driver: Driver
    ) throws {
        try Self.with(
            driver, before: Self.addTokens,
            lost: { world in
                try world.registry.tokens.revoke(Self.id(1), now: world.now)
                for number in UInt8(2)...3 {
                    try world.registry.tokens.rotate(
                        Self.id(number), secretDigest: Self.secret(number + 100),
                        now: world.now)
                }
                try world.registry.organizations.retireSigningKey(
                    named: "issuer", now: world.now)
            },
            { world in
                #expect(try Self.areGood(world) == [true, true, true, true])
                // One gets its next secret before the registry goes on.
                try world.registry.tokens.rotate(
                    Self.id(3), secretDigest: Self.secret(203), now: world.now)
                let resumption = try world.registry.maintenance.continuity.resume(
                    world.marks, now: world.now)
                #expect(resumption.areCredentialsKnown)
                #expect(Set(resumption.revokedTokens) == ["token 1", "token 2"])
                #expect(resumption.retiredKeys == ["issuer"])
                #expect(try Self.areGood(world) == [false, false, true, true])
                let key = try world.registry.organizations.signingKey(named: "issuer")
                #expect(key?.retiredAt != nil)
            })
    }

    @Test(arguments: Driver.available)
    func `says that nobody knows, where its mark does not`(_ driver: Driver) throws {
        try Self.with(
            driver, before: Self.addTokens,
            lost: { world in
                try world.registry.tokens.revoke(Self.id(1), now: world.now)
            },
            { world in
                let resumption = try world.registry.maintenance.continuity.resume(
                    nil, now: world.now)
                #expect(!resumption.areCredentialsKnown)
                #expect(resumption.revokedTokens.isEmpty)
            })
    }

    @Test(arguments: Driver.available)
    func `takes no token away that its mark is too old to know`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try withTemporaryDirectory { directory in
                let world = try RestoredRegistry(sample, in: directory)
                try Self.addTokens(world)
                let old = try #require(try world.marks.mark())
                try world.registry.tokens.rotate(
                    Self.id(1), secretDigest: Self.secret(101), now: world.now)
                // A directory that was put back beside a registry that was not.
                try world.marks.set(old)
                let resumption = try world.registry.maintenance.continuity.resume(
                    world.marks, now: world.now)
                #expect(!resumption.areCredentialsKnown)
                #expect(try Self.areGood(world) == [true, true, true, true])
            }
        }
    }

    /// A key that was rotated away may be a thief's.
    @Test(arguments: Driver.available)
    func `finds no license by a key that was rotated away, once the next one is adopted`(
        _ driver: Driver
    ) throws {
        var (old, new): (VerifiedLicense?, VerifiedLicense?) = (nil, nil)
        try Self.with(
            driver, before: { world in old = try world.sell(1)[0] },
            lost: { world in
                world.now = world.now + .seconds(60)
                let id = try #require(old).claims.license
                try world.registry.issuance.rotate(id, by: world.issuer, now: world.now)
                let record = try #require(try world.registry.licenses.find(id))
                new = try TrustedKeys(pinning: world.issuer.verificationKey)
                    .verify(LicenseKey(record.message))
            },
            { world in
                let (old, new) = (try #require(old), try #require(new))
                try world.registry.maintenance.continuity.resume(world.marks, now: world.now)
                #expect(try world.registry.maintenance.continuity.adopt(new, now: world.now))
                for (license, isGood) in [(old, false), (new, true)] {
                    let validation = Validation(
                        .token(license.claims.license, digest: license.digest), of: nil)
                    let results = try world.registry.activations.validate(
                        [validation], now: world.now)
                    let isFound = if case .success? = results.first { true } else { false }
                    #expect(isFound == isGood)
                }
            })
    }
}
