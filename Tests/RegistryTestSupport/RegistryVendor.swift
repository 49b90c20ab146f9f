package import COSESigning
import LicenseIssuer
package import LicenseRegistry
package import LicenseSync
import LicenseTestSupport
package import LicenseVerifier

/// A vendor with a registry and a policy; its keys are those of every `TestVendor`.
package struct RegistryVendor {
    /// When all that is sampled happens.
    package static let now = Timestamp("2027-01-01")!

    package let registry: Registry
    package var policy = SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1))

    /// A vendor over a registry.
    package init(registry: Registry) {
        self.registry = registry
    }

    /// Signs answers, and lists where a test needs no other key for them.
    package static var key: SigningKey { TestVendor.answering }

    /// Mints and records a license.
    package static func license(
        _ sample: SampleRegistry, seats: ActivationLimit, usage: UInt64? = nil,
        index: StatusIndex? = nil
    ) throws -> VerifiedLicense {
        var generator = SplitMix64(seed: 40)
        var terms = sample.benefit.terms
        terms.activationLimit = seats
        terms.usageLimit = usage
        var grant = Grant(sample.benefit.id)
        grant.statusIndex = index
        let minted = try sample.issuer.mint(
            terms, for: grant, issuedAt: SampleRegistry.now, using: &generator)
        try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
        return try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
            LicenseKey(minted.message))
    }

    @discardableResult
    package func answer(
        _ request: VerifiedActivationRequest, of device: TestDevice,
        at now: Timestamp = RegistryVendor.now
    ) throws -> DeviceAnswer {
        var generator = SplitMix64(seed: UInt64(device.number) + 7000)
        let key = Self.key
        return try registry.activations.answer(
            request, about: device.license.claims.license, id: .random(using: &generator),
            policy: policy, now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }

    @discardableResult
    package func answer(
        _ report: VerifiedUsageReport, at now: Timestamp = RegistryVendor.now
    ) throws -> DeviceAnswer {
        let key = Self.key
        return try registry.activations.answer(
            report, policy: policy, now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }
}
