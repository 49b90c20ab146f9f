import COSE
import COSESigning
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseService

/// A thief of a key that signed a service's answers, and what the key is still good for.
@Suite struct `A service whose key was replaced` {
    private static let now = TestService.now

    /// A service that has signed with another key until a minute ago.
    private static func with(
        _ driver: Driver, _ body: (TestService, VerifiedLicense) async throws -> Void
    ) async throws {
        try await TestDatabase.with(driver, holding: .tables) { place in
            try await withTemporaryDirectory { directory in
                let database = try place.open()
                let former = try TestService.key(70).verificationKey
                let registry = try Registry(database, actor: "test", now: now)
                try registry.organizations.useServiceKey(
                    former, as: .activate, now: now - .seconds(1000))
                // Starting it is what replaces the key.
                let vendor = try TestService(directory, database: database)
                try await body(vendor, vendor.license())
                try await vendor.service.runtime.pool.shutDown()
            }
        }
    }

    private static func certificate(
        of license: VerifiedLicense, by seed: UInt8,
        _ change: (inout ActivationCertificate) -> Void = { _ in }
    ) throws -> [UInt8] {
        var certificate = ActivationCertificate(
            .random(), of: license.claims.license, organization: license.claims.organization,
            device: try SigningKey.generate().verificationKey, issuedAt: now - .seconds(60))
        certificate.allowance = 500
        change(&certificate)
        return try certificate.signed(by: TestService.key(seed)).bytes
    }

    /// A bundle in which the former key is stolen.
    private static func bundle(of vendor: TestService) throws -> [UInt8] {
        let root = try TestService.key(80)
        var bundle = TrustBundle(
            organization: vendor.organization, roots: [root.verificationKey], threshold: 1,
            issuedAt: now, expiresAt: now + .seconds(1_000_000))
        let window = (now - .seconds(900_000), now + .seconds(900_000))
        bundle.keys = [
            (try TestService.key(70).verificationKey, KeyRole.activate),
            (vendor.keys.answerKey, .activate), (vendor.issuer.verificationKey, .issue),
        ].map { BundleKey($0, role: $1, notBefore: window.0, notAfter: window.1) }
        bundle.keys[0].compromisedAt = now
        var ceremony = try TrustCeremony(draft: bundle)
        try ceremony.sign(by: root)
        return ceremony.bytes
    }

    @Test(arguments: Driver.available)
    func `is neither stopped nor talked into a seat by who has stolen the former one`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, license in
            let continuity = vendor.registry.maintenance.continuity
            let forged = [
                try Self.certificate(of: license, by: 70),
                try Self.certificate(of: license, by: 70) { $0.license = .random() },
                try Self.certificate(of: license, by: 70) {
                    $0.lists.raise(0, to: UInt64(Limits.maxCount))
                },
                try Self.certificate(of: license, by: 70) { $0.issuedAt = Self.now },
            ]
            try await vendor.application.test(.router) { client in
                func show() async throws {
                    for message in forged {
                        let answer = try await client.sync(message)
                        #expect(answer.status.kind == .clientError)
                    }
                    #expect(try continuity.reason() == nil)
                    #expect(
                        try vendor.registry.activations.all(of: license.claims.license).isEmpty)
                }
                try await show()
                try vendor.service.trust.replace(Self.bundle(of: vendor))
                try await show()
                // A registry that was restored believes a key that was replaced, but not a stolen one.
                try continuity.resume(nil, now: Self.now)
                try await show()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is stopped by what the present one has signed of a license that is not there`(
        _ driver: Driver
    ) async throws {
        try await Self.with(driver) { vendor, license in
            try await vendor.application.test(.router) { client in
                let message = try Self.certificate(of: license, by: 2) { $0.license = .random() }
                let answer = try await client.sync(message)
                #expect(answer.status == .notFound)
                #expect(try vendor.registry.maintenance.continuity.reason() != nil)
            }
        }
    }
}
