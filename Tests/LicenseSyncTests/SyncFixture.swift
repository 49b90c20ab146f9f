import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A vendor with one license, and as many devices as a test wants; all of it follows from numbers.
struct SyncFixture {
    let issuer: Issuer
    let trusted: TrustedKeys
    let license: VerifiedLicense
    /// What the devices of the vendor's programs trust for seats.
    let keys: ActivationKeys

    static let start = moment(1_800_000_000)

    /// The same for every test that changes nothing.
    static let plain = try! SyncFixture()

    init(_ change: (inout LicenseClaims) -> Void = { _ in }) throws {
        var generator = SplitMix64(seed: 1)
        issuer = Issuer(.random(using: &generator), key: try Self.key(1))
        trusted = TrustedKeys(pinning: issuer.verificationKey)
        var claims = LicenseClaims(
            .random(using: &generator), of: issuer.organization,
            benefit: .random(using: &generator), prefix: try #require(LicensePrefix("DEMO")),
            issuedAt: Self.start)
        claims.activationLimit = .seats(3)
        claims.usageLimit = 1000
        claims.statusIndex = StatusIndex(1_234_567)
        claims.expiresAt = Self.start + .seconds(31_536_000)
        change(&claims)
        license = try trusted.verify(LicenseKey(parsing: issuer.mint(claims).text))
        keys = ActivationKeys(pinning: try Self.key(2).verificationKey)
    }

    static func key(_ number: UInt8) throws -> SigningKey {
        try SigningKey.derive(seed: [UInt8](repeating: number, count: 32))
    }

    /// The key with which the service signs.
    static func serviceKey() throws -> SigningKey { try key(2) }

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

func condition(_ key: String, _ value: ConditionValue) throws -> Condition {
    let key = try #require(ConditionKey(key))
    return try #require(Condition(key, value))
}

func label(_ text: String) throws -> DeviceLabel { try #require(DeviceLabel(text)) }
