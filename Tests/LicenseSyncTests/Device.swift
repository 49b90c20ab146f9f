// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// A machine with a key of its own, a license, and the vendor that sold it.
enum Device {
    static let now = Timestamp("2027-01-01")!
    static let organization = OrganizationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!
    static let activation = ActivationID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")!

    /// Keys by number; a seed of 32 bytes always gives one.
    static func key(_ number: UInt8) -> SigningKey {
        try! SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
    }

    static let facts = [
        MachineFact("machine-id", Array("4c4c4544-0042".utf8)),
        MachineFact("board-serial", Array("PF2A9XYZ".utf8)),
        MachineFact("product-uuid", Array("03000200-0400".utf8)),
        MachineFact("volume-uuid", Array("9b2e4c1d".utf8)),
    ]

    static let fingerprint = Fingerprint(
        facts, threshold: 3, salt: [1, 2, 3, 4, 5, 6, 7, 8])!

    /// The minimal license of the specification's sizes, with a status index and two limits.
    static func license() throws -> VerifiedLicense {
        var generator = SplitMix64(seed: 9)
        let issuer = Issuer(organization, key: key(1))
        var terms = LicenseTerms(prefix: LicensePrefix("ACME")!)
        terms.lifetime = .years(1)
        terms.activationLimit = .seats(3)
        terms.usageLimit = 10_000
        var grant = Grant(.random(using: &generator))
        grant.statusIndex = StatusIndex(123_456)
        let minted = try issuer.mint(terms, for: grant, issuedAt: now, using: &generator)
        return try TrustedKeys(pinning: issuer.verificationKey)
            .verify(LicenseKey(parsing: minted.text))
    }

    static func request(
        _ change: (inout ActivationRequest) -> Void = { _ in }
    ) throws -> ActivationRequest {
        var request = ActivationRequest(
            .activate, license: try license(), nonce: [UInt8](repeating: 7, count: 16),
            issuedAt: now)
        request.fingerprint = fingerprint
        request.label = "build-server-7"
        change(&request)
        return request
    }

    static func certificate(
        _ change: (inout ActivationCertificate) -> Void = { _ in }
    ) throws -> ActivationCertificate {
        var certificate = ActivationCertificate(
            activation, of: try license().claims.license, organization: organization,
            device: key(5).verificationKey, issuedAt: now)
        certificate.fingerprint = fingerprint
        certificate.label = "build-server-7"
        certificate.allowance = 2500
        certificate.leaseEnd = now + .seconds(90 * 86_400)
        change(&certificate)
        return certificate
    }

    static let activationKeys = ActivationKeys(pinning: [key(2).verificationKey])!
}
