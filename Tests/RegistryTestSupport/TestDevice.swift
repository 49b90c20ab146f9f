import COSE
package import COSESigning
package import LicenseRegistry
package import LicenseSync
import LicenseTestSupport
package import LicenseVerifier

/// A device that talks to a registry as a ledger would.
package final class TestDevice {
    package let key: SigningKey
    package let number: UInt8
    package let license: VerifiedLicense
    package var state: DeviceState
    package var used: UInt64 = 0
    private var requests: UInt64 = 0

    package init(_ number: UInt8, _ license: VerifiedLicense) throws {
        key = try SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
        self.number = number
        self.license = license
        state = DeviceState(device: key.verificationKey, license: license.claims.license)
    }

    /// A device put back from a copy of another: the same key, and what the other knew.
    package init(copying other: TestDevice) throws {
        number = other.number
        key = try SigningKey.derive(seed: [UInt8](repeating: other.number, count: 32))
        license = other.license
        state = other.state
        used = other.used
        requests = other.requests
    }

    /// Asks for a seat, or gives it back.
    package func request(_ kind: RequestKind = .activate) throws -> VerifiedActivationRequest {
        requests += 1
        var generator = SplitMix64(seed: requests << 8 | UInt64(number))
        var request = ActivationRequest(
            kind, license: .key(try LicenseKey(license.message)), device: key.verificationKey,
            id: .random(using: &generator), issuedAt: Vendor.now)
        request.label = DeviceLabel("m\(number)")
        let message = try request.signed(by: key)
        state.sent(request: message)
        return try ActivationRequest.verify(message)
    }

    /// Reports what it has used; the journal's hash follows from the total.
    package func report() throws -> VerifiedUsageReport {
        let journal = JournalHash(SHA256.digest(of: Array("\(used)".utf8)))!
        let report = state.nextReport(
            usage: UsageTotal(units: used), journal: journal, held: HeldVersions(),
            at: Vendor.now)!
        let message = try report.signed(by: key)
        state.sent(report: message)
        return try UnverifiedUsageReport(message).verified(by: key.verificationKey)
    }

    /// Takes the answer.
    @discardableResult
    package func take(_ answer: DeviceAnswer) throws -> [ReceiptEffect] {
        let keys = ActivationKeys(pinning: try Vendor.key().verificationKey)
        return try state.apply(
            keys.verifyReceipt(SignedMessage(deviceMessage: answer.receipt)))
    }
}

/// The vendor's side: a registry, a policy and the key that signs answers.
package struct Vendor {
    /// When all that is sampled happens.
    package static let now = Timestamp("2027-01-01")!

    package let registry: Registry
    package var policy = SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1))

    /// A vendor over a registry.
    package init(registry: Registry) {
        self.registry = registry
    }

    package static func key() throws -> SigningKey {
        try SigningKey.derive(seed: [UInt8](repeating: 200, count: 32))
    }

    @discardableResult
    package func answer(
        _ request: VerifiedActivationRequest, of device: TestDevice,
        at now: Timestamp = Vendor.now
    ) throws -> DeviceAnswer {
        var generator = SplitMix64(seed: UInt64(device.number) + 7000)
        let key = try Self.key()
        return try registry.activations.answer(
            request, about: device.license.claims.license, id: .random(using: &generator),
            policy: policy, now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }

    @discardableResult
    package func answer(
        _ report: VerifiedUsageReport, at now: Timestamp = Vendor.now
    ) throws -> DeviceAnswer {
        let key = try Self.key()
        return try registry.activations.answer(
            report, policy: policy, now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }
}
