import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A vendor's license, and as many devices as a test wants; all of it follows from numbers.
struct SyncFixture {
    let vendor = TestVendor(seed: 1)
    let license: VerifiedLicense

    var issuer: Issuer { vendor.issuer }
    var trusted: TrustedKeys { vendor.trusted }
    /// What the devices of the vendor's programs trust for seats.
    var keys: ActivationKeys { TestVendor.activationKeys }

    static let start = moment(1_800_000_000)

    /// The same for every test that changes nothing.
    static let plain = try! SyncFixture()

    init(_ change: (inout LicenseClaims) -> Void = { _ in }) throws {
        license = try vendor.license {
            $0.issuedAt = Self.start
            $0.activationLimit = .seats(3)
            $0.usageLimit = 1000
            $0.statusIndex = StatusIndex(1_234_567)
            $0.expiresAt = Self.start + .seconds(31_536_000)
            change(&$0)
        }
    }

    static func key(_ number: UInt8) -> SigningKey { .test(number) }

    /// The key with which the service signs.
    static func serviceKey() -> SigningKey { TestVendor.answering }

    /// The key of a device, by its number.
    static func deviceKey(_ number: Int) throws -> SigningKey {
        var generator = SplitMix64(seed: UInt64(1000 + number))
        return try SigningKey.derive(seed: generator.bytes(32))
    }

    static func id<Kind>(_ number: UInt64) -> Identifier<Kind> {
        var generator = SplitMix64(seed: number)
        return .random(using: &generator)
    }

    static func moment(_ seconds: Int64) -> Timestamp {
        Timestamp(secondsSinceEpoch: seconds) ?? .max
    }

    func request(
        _ kind: RequestKind = .activate, from device: borrowing SigningKey, number: UInt64 = 1,
        _ change: (inout ActivationRequest) throws -> Void = { _ in }
    ) throws -> ActivationRequest {
        var request = ActivationRequest(
            kind, license: .key(try LicenseKey(license.message)),
            device: device.verificationKey, id: Self.id(number), issuedAt: Self.start)
        try change(&request)
        return request
    }

    func certificate(
        for device: borrowing SigningKey, _ change: (inout ActivationCertificate) -> Void = { _ in }
    ) -> ActivationCertificate {
        var certificate = ActivationCertificate(
            Self.id(77), of: license.claims.license, organization: license.claims.organization,
            device: device.verificationKey, issuedAt: Self.start)
        change(&certificate)
        return certificate
    }
}

func fact(_ name: String, _ value: String) throws -> MachineFact {
    let name = try #require(ConditionKey(name))
    return try #require(MachineFact(name, value))
}

func label(_ text: String) throws -> DeviceLabel { try #require(DeviceLabel(text)) }
