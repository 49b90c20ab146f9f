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
    /// How new the lists and bundles are that it says it holds.
    package var held = HeldVersions()
    private var requests: UInt64 = 0

    package init(_ number: UInt8, _ license: VerifiedLicense) throws {
        key = try Self.key(number)
        self.number = number
        self.license = license
        state = DeviceState(device: key.verificationKey, license: license.claims.license)
    }

    /// A device put back from a copy of another: the same key, and what the other knew.
    package init(copying other: TestDevice) throws {
        number = other.number
        key = try Self.key(other.number)
        license = other.license
        state = other.state
        used = other.used
        requests = other.requests
    }

    /// One that no vendor has.
    private static func key(_ number: UInt8) throws -> SigningKey {
        var generator = SplitMix64(seed: 1000 + UInt64(number))
        return try SigningKey.derive(seed: generator.bytes(32))
    }

    /// Asks for a seat, or gives it back.
    package func request(_ kind: RequestKind = .activate) throws -> VerifiedActivationRequest {
        requests += 1
        var generator = SplitMix64(seed: requests << 8 | UInt64(number))
        var request = ActivationRequest(
            kind, license: .key(try LicenseKey(license.message)), device: key.verificationKey,
            id: .random(using: &generator), issuedAt: RegistryVendor.now)
        request.label = DeviceLabel("m\(number)")
        let message = try request.signed(by: key)
        state.sent(request: message)
        return try ActivationRequest.verify(message)
    }

    /// Reports what it has used; the journal's hash follows from the total.
    package func report() throws -> VerifiedUsageReport {
        let journal = JournalHash(SHA256.digest(of: Array("\(used)".utf8)))!
        let report = state.nextReport(
            usage: UsageTotal(units: used), journal: journal, held: held,
            at: RegistryVendor.now)!
        let message = try report.signed(by: key)
        state.sent(report: message)
        return try UnverifiedUsageReport(message).verified(by: key.verificationKey)
    }

    /// Takes the answer.
    @discardableResult
    package func take(_ answer: DeviceAnswer) throws -> [ReceiptEffect] {
        try state.apply(
            TestVendor.activationKeys.verifyReceipt(SignedMessage(deviceMessage: answer.receipt)))
    }
}
