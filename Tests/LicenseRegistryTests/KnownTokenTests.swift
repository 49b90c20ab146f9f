import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

/// Which license keys a device may ask with.
@Suite struct `A device's license key` {
    /// The same license again, with other claims or by another key.
    private static func token(
        like license: VerifiedLicense, by key: borrowing SigningKey,
        _ change: (inout LicenseClaims) -> Void = { _ in }
    ) throws -> VerifiedLicense {
        var claims = license.claims
        change(&claims)
        let issuer = Issuer(
            claims.organization,
            key: try SigningKey.derive(seed: [UInt8](repeating: 66, count: 32)))
        let minted = try issuer.mint(claims)
        return try TrustedKeys(pinning: issuer.verificationKey).verify(LicenseKey(minted.message))
    }

    @Test(arguments: Driver.available)
    func `is taken only if the registry has it, whoever has signed it`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let license = try Vendor.license(sample, seats: .seats(5))
            let forged = try Self.token(
                like: license, by: SigningKey.derive(seed: [UInt8](repeating: 66, count: 32)))
            let device = try TestDevice(1, forged)
            let key = try Vendor.key()
            func answer(
                _ request: VerifiedActivationRequest, _ token: [UInt8]
            ) throws -> DeviceAnswer {
                try sample.registry.activations.answer(
                    request, about: license.claims.license, token: token, id: .random(),
                    policy: SyncPolicy(allowance: AllowancePolicy(headroom: 1, share: 1)),
                    now: SampleRegistry.now,
                    sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
            }
            #expect(throws: RegistryError.tokenUnknown) {
                try answer(device.request(), forged.digest)
            }
            #expect(try sample.registry.activations.all(of: license.claims.license).isEmpty)
            let good = try answer(device.request(), license.digest)
            #expect(good.outcome == .accepted)
            // Who has a seat gives it back without any license key.
            let end = try answer(device.request(.deactivate(used: UsageTotal())), forged.digest)
            #expect(end.outcome == .deactivated)
        }
    }

    @Test(arguments: Driver.available)
    func `counts for the organization of its signing key alone, until that is retired`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let organizations = sample.registry.organizations
            let other = Organization(id: .random(), name: "Other Ltd")
            try organizations.add(other, now: SampleRegistry.now)
            let license = try Vendor.license(sample, seats: .seats(5))
            let foreign = try SigningKey.derive(seed: [UInt8](repeating: 66, count: 32))
            for (name, key, owner) in [
                ("own", sample.issuer.verificationKey, sample.organization),
                ("foreign", foreign.verificationKey, other.id),
            ] {
                try organizations.addSigningKey(
                    SigningKeyRecord(
                        name: name, publicKey: key, organization: owner,
                        createdAt: SampleRegistry.now))
            }
            let keys = try #require(IssuingKeys(try organizations.signingKeys()))
            _ = try keys.verify(LicenseKey(license.message))
            let stolen = try Self.token(like: license, by: foreign)
            #expect(throws: LicenseError.issuer(.organization)) {
                try keys.verify(LicenseKey(stolen.message))
            }
            let later = SampleRegistry.now + .seconds(1)
            try organizations.retireSigningKey(named: "own", now: later)
            let retired = try #require(IssuingKeys(try organizations.signingKeys()))
            _ = try retired.verify(LicenseKey(license.message))
            let late = try sample.issuer.mint(
                {
                    var claims = license.claims
                    claims.issuedAt = later
                    return claims
                }())
            #expect(throws: LicenseError.issuer(.window)) {
                try retired.verify(LicenseKey(late.message))
            }
            #expect(throws: RegistryError.missing(kind: .signingKey)) {
                try organizations.retireSigningKey(named: "nobody", now: later)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `never takes over another organization's customer`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let registry = sample.registry
            let other = Organization(id: .random(), name: "Other Ltd")
            try registry.organizations.add(other, now: SampleRegistry.now)
            let victim = CustomerID.random()
            try registry.customers.add(
                CustomerRecord(
                    id: victim, organization: other.id, name: "Victim",
                    createdAt: SampleRegistry.now
                ), now: SampleRegistry.now)
            let minted = try sample.mint(customer: victim, seed: 9)
            let license = try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
                LicenseKey(minted.message))
            #expect(throws: RegistryError.customerOfAnother) {
                try registry.issuance.importLicense(
                    license, customer: nil, now: SampleRegistry.now)
            }
            #expect(try registry.licenses.find(license.claims.license) == nil)
            // The tables hold to it too, whoever writes them.
            try registry.issuance.record(
                [LicenseRecord(try sample.mint(seed: 10))], now: SampleRegistry.now)
            #expect(throws: (any Error).self) {
                try sample.database.open().run(
                    "UPDATE license SET customer_id = $1", [.blob(victim.bytes)])
            }
        }
    }
}
