import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryCommandSupport
import SQLDatabase
import Testing

@testable import LicenseService

@Suite struct `The key that mints` {
    private static let now = TestService.now

    private static func bundle(
        _ vendor: OrganizationID, _ keys: (VerificationKey, until: Int64)...
    ) throws -> [UInt8] {
        let root = try TestService.key(80)
        var bundle = TrustBundle(
            organization: vendor, roots: [root.verificationKey], threshold: 1,
            issuedAt: now + .seconds(-10), expiresAt: now + .seconds(1_000_000))
        bundle.keys = keys.map { key, until in
            BundleKey(
                key, role: .issue, notBefore: now + .seconds(-20), notAfter: now + .seconds(until))
        }
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: root)
        return ceremony.bytes
    }

    private static func site(
        _ home: ServiceHome, _ organizations: Organizations, bundle: [UInt8]?
    ) throws -> RotationSite {
        RotationSite(
            HomeKeys(home.layout, .file(nil)), organizations,
            bundle: try bundle.map { try ServedBundle($0).bundle }, nodes: [])
    }

    @Test func `has successors by number, and no other key is taken for one`() throws {
        try withTemporaryDirectory { directory in
            let home = ServiceHome(HomeLayout(path: directory + "/a"), passphraseFile: nil)
            let database = directory + "/registry.sqlite"
            _ = try home.initialize(
                organization: nil, database: .sqlite(path: database), now: Self.now)
            let organizations = try Registry.open(sqlite: database, now: Self.now).organizations
            let vendor = try #require(try organizations.first())
            let issuer = try home.writeKey(.issuer)
            // Somebody's key of an older time, which is not this service's to retire.
            let elsewhere = try TestService.key(50).verificationKey
            for (name, key) in [("offline", elsewhere), ("issuer", issuer)] {
                try organizations.addSigningKey(
                    SigningKeyRecord(
                        name: name, publicKey: key, organization: vendor, createdAt: Self.now))
            }
            func rotation(
                _ name: String, _ bundle: [UInt8]?
            ) throws -> IssuingKeyRotation {
                IssuingKeyRotation(
                    of: try #require(KeyName(name)),
                    at: try Self.site(home, organizations, bundle: bundle))
            }
            func advance(_ name: String, _ bundle: [UInt8]?) throws -> [RotationStep] {
                try rotation(name, bundle).advance(isKnown: false, now: Self.now)
            }
            let before = try Self.bundle(vendor, (elsewhere, 900), (issuer, 900))
            #expect(try advance("issuer", before) == [.make])
            let next = try #require(try organizations.signingKey(named: "issuer.2")).publicKey
            #expect(
                try rotation("issuer", before).plan(isKnown: false, now: Self.now).step
                    == .vouch(next))
            #expect(try advance("issuer", before) == [])
            let both = try Self.bundle(vendor, (elsewhere, 900), (issuer, 900), (next, 900))
            // The setting is the person's to change.
            #expect(
                try rotation("issuer", both).plan(isKnown: false, now: Self.now).step == .exchange)
            #expect(try advance("issuer", both) == [])
            #expect(
                try rotation("issuer.2", both).plan(isKnown: false, now: Self.now).step
                    == .retire(issuer))
            #expect(try advance("issuer.2", both) == [])
            // Without a bundle nobody says that the other nodes are ready.
            #expect(try advance("issuer.2", nil) == [])
            let ended = try Self.bundle(vendor, (elsewhere, 900), (issuer, 0), (next, 900))
            #expect(try advance("issuer.2", ended) == [.discard])
            #expect(
                try organizations.signingKeys().filter { $0.retiredAt != nil }.map(\.name)
                    == ["issuer"])
            #expect(try advance("issuer.2", ended) == [.make])
            #expect(try organizations.signingKey(named: "issuer.3") != nil)
        }
    }

    @Test func `whose making was broken off is taken as it is`() throws {
        try withTemporaryDirectory { directory in
            let home = ServiceHome(HomeLayout(path: directory + "/a"), passphraseFile: nil)
            let database = directory + "/registry.sqlite"
            _ = try home.initialize(
                organization: nil, database: .sqlite(path: database), now: Self.now)
            let organizations = try Registry.open(sqlite: database, now: Self.now).organizations
            let vendor = try #require(try organizations.first())
            try organizations.addSigningKey(
                SigningKeyRecord(
                    name: "issuer", publicKey: try home.writeKey(.issuer), organization: vendor,
                    createdAt: Self.now))
            let lying = try home.writeKey(try #require(KeyName("issuer.2")))
            let rotation = IssuingKeyRotation(
                of: .issuer, at: try Self.site(home, organizations, bundle: nil))
            #expect(try rotation.advance(isKnown: false, now: Self.now) == [.make])
            #expect(try organizations.signingKey(named: "issuer.2")?.publicKey == lying)
        }
    }
}
