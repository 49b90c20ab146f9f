import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry

/// A request that proves a license by the key that it had before.
@Suite struct `A machine with a former key` {
    private static func request(
        _ license: VerifiedLicense, by key: borrowing SigningKey
    ) throws -> VerifiedActivationRequest {
        var generator = SplitMix64(seed: 77)
        let id = RequestID.random(using: &generator)
        let request = ActivationRequest(
            .activate,
            license: .proof(LicenseProof(of: license, device: key.verificationKey, in: id)),
            device: key.verificationKey, id: id, issuedAt: SampleRegistry.now)
        return try ActivationRequest.verify(request.signed(by: key))
    }

    /// Replaces the key that the license has, and gives the license by its new one.
    private static func replace(
        _ license: LicenseID, _ fate: FormerToken, in sample: SampleRegistry
    ) throws {
        let held = try #require(try sample.registry.licenses.find(license))
        var claims = held.claims
        claims.issuedAt = claims.issuedAt + .seconds(1)
        claims.statusIndex = try sample.reserve(1).first
        try sample.registry.issuance.replaceToken(
            held, by: sample.issuer.mint(claims), former: fate, now: SampleRegistry.now)
    }

    @Test(arguments: Driver.available, [FormerToken.runsOut, .isOutdated, .isVoid])
    func `is taken for its holder, unless the key was rotated away`(
        _ driver: Driver, _ fate: FormerToken
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let trusted = TrustedKeys(pinning: sample.issuer.verificationKey)
            let (id, _, minted) = try sample.sell(seats: .seats(2))
            let license = try trusted.verify(LicenseKey(minted.message))
            let device = try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32))
            let asked = try Self.request(license, by: device)
            func proven() throws -> VerifiedLicense {
                try asked.license(
                    verifiedBy: { (key) throws(LicenseError) in try trusted.verify(key) },
                    recordedIn: sample.registry.licenses)
            }
            #expect(try proven() == license)
            try Self.replace(id, fate, in: sample)
            guard fate != .isVoid else {
                #expect(throws: MessageRefusal.proof(id)) { try proven() }
                return
            }
            #expect(try proven() == license)
            // What was rotated away once names nothing, whatever came between.
            try Self.replace(id, .isVoid, in: sample)
            #expect(throws: MessageRefusal.proof(id)) { try proven() }
        }
    }

    /// One may have been signed elsewhere, with the same key and about the same license.
    @Test(arguments: Driver.available)
    func `proves nothing by a token that the registry never had`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let trusted = TrustedKeys(pinning: sample.issuer.verificationKey)
            let (id, _, minted) = try sample.sell(seats: .seats(2))
            try Self.replace(id, .runsOut, in: sample)
            var claims = minted.claims
            claims.issuedAt = claims.issuedAt + .seconds(-1)
            let stranger = try trusted.verify(LicenseKey(sample.issuer.mint(claims).message))
            let device = try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32))
            let asked = try Self.request(stranger, by: device)
            #expect(throws: MessageRefusal.proof(id)) {
                try asked.license(
                    verifiedBy: { (key) throws(LicenseError) in try trusted.verify(key) },
                    recordedIn: sample.registry.licenses)
            }
        }
    }
}
