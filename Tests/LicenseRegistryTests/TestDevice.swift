import COSE
import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseSync
import LicenseTestSupport
import LicenseVerifier

/// A device that talks to a registry as a ledger would.
final class TestDevice {
    let key: SigningKey
    let number: UInt8
    let license: VerifiedLicense
    var state: DeviceState
    var used: UInt64 = 0
    private var requests: UInt64 = 0

    init(_ number: UInt8, _ license: VerifiedLicense) throws {
        key = try SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
        self.number = number
        self.license = license
        state = DeviceState(device: key.verificationKey, license: license.claims.license)
    }

    /// A device put back from a copy of another: the same key, and what the other knew.
    init(copying other: TestDevice) throws {
        number = other.number
        key = try SigningKey.derive(seed: [UInt8](repeating: other.number, count: 32))
        license = other.license
        state = other.state
        used = other.used
        requests = other.requests
    }

    /// Asks for a seat, or gives it back.
    func request(_ kind: RequestKind = .activate) throws -> VerifiedActivationRequest {
        requests += 1
        var generator = SplitMix64(seed: requests << 8 | UInt64(number))
        var request = ActivationRequest(
            kind, license: .key(try LicenseKey(license.message)), device: key.verificationKey,
            id: .random(using: &generator), issuedAt: SampleRegistry.now)
        request.label = DeviceLabel("m\(number)")
        let message = try request.signed(by: key)
        state.sent(request: message)
        return try ActivationRequest.verify(message)
    }

    /// Reports what it has used; the journal's hash follows from the total.
    func report() throws -> VerifiedUsageReport {
        let journal = JournalHash(SHA256.digest(of: Array("\(used)".utf8)))!
        let report = state.nextReport(
            usage: UsageTotal(units: used), journal: journal, held: HeldVersions(),
            at: SampleRegistry.now)!
        let message = try report.signed(by: key)
        state.sent(report: message)
        return try UnverifiedUsageReport(message).verified(by: key.verificationKey)
    }

    /// Takes the answer.
    @discardableResult
    func take(_ answer: DeviceAnswer) throws -> [ReceiptEffect] {
        let keys = ActivationKeys(pinning: try Vendor.key().verificationKey)
        return try state.apply(
            keys.verifyReceipt(SignedMessage(deviceMessage: answer.receipt)))
    }
}

/// The vendor's side: a registry, a policy and the key that signs answers.
struct Vendor {
    let registry: Registry
    var policy = SyncPolicy(allowance: AllowancePolicy(headroom: 100, share: 1))

    static func key() throws -> SigningKey {
        try SigningKey.derive(seed: [UInt8](repeating: 200, count: 32))
    }

    @discardableResult
    func answer(
        _ request: VerifiedActivationRequest, of device: TestDevice,
        at now: Timestamp = SampleRegistry.now
    ) throws -> DeviceAnswer {
        var generator = SplitMix64(seed: UInt64(device.number) + 7000)
        let key = try Self.key()
        return try registry.answer(
            request, about: device.license.claims.license, id: .random(using: &generator),
            policy: policy, now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }

    @discardableResult
    func answer(
        _ report: VerifiedUsageReport, at now: Timestamp = SampleRegistry.now
    ) throws -> DeviceAnswer {
        let key = try Self.key()
        return try registry.answer(
            report, policy: policy, now: now,
            sign: { (draft) throws(SyncError) in try draft.signed(by: key) })
    }

    /// Mints and records a license.
    static func license(
        _ sample: SampleRegistry, seats: ActivationLimit, usage: UInt64? = nil
    ) throws -> VerifiedLicense {
        var generator = SplitMix64(seed: 40)
        var terms = sample.benefit.terms
        terms.activationLimit = seats
        terms.usageLimit = usage
        let minted = try sample.issuer.mint(
            terms, for: Grant(sample.benefit.id), issuedAt: SampleRegistry.now, using: &generator)
        try sample.registry.record([LicenseRecord(minted)], now: SampleRegistry.now)
        return try TrustedKeys(pinning: sample.issuer.verificationKey).verify(
            LicenseKey(minted.message))
    }
}
