import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
package import LicenseVerifier

extension Vendor {
    /// Mints and records a license.
    package static func license(
        _ sample: SampleRegistry, seats: ActivationLimit, usage: UInt64? = nil
    ) throws -> VerifiedLicense {
        var generator = SplitMix64(seed: 40)
        var terms = sample.benefit.terms
        terms.activationLimit = seats
        terms.usageLimit = usage
        let minted = try sample.issuer.mint(
            terms, for: Grant(sample.benefit.id), issuedAt: SampleRegistry.now, using: &generator)
        try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
        return try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
            LicenseKey(minted.message))
    }
}
