import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

/// A key pair and the licenses that it signs, made for one test.
struct TestVendor {
    let issuer: Issuer
    let trusted: TrustedKeys

    init(seed: UInt8 = 7) throws {
        var generator = SplitMix64(seed: UInt64(seed))
        issuer = Issuer(
            .random(using: &generator),
            key: try SigningKey.derive(seed: [UInt8](repeating: seed, count: 32)))
        trusted = TrustedKeys(pinning: issuer.verificationKey)
    }

    /// Claims with nothing but what is required, and the changes.
    func claims(_ change: (inout LicenseClaims) -> Void = { _ in }) throws -> LicenseClaims {
        var generator = SplitMix64(seed: 1)
        var claims = LicenseClaims(
            .random(using: &generator), of: issuer.organization,
            benefit: .random(using: &generator), prefix: try #require(LicensePrefix("DEMO")),
            issuedAt: try moment("2026-01-01"))
        change(&claims)
        return claims
    }

    func license(_ change: (inout LicenseClaims) -> Void = { _ in }) throws -> VerifiedLicense {
        try verified(claims(change))
    }

    func verified(_ claims: LicenseClaims) throws -> VerifiedLicense {
        try trusted.verify(LicenseKey(parsing: issuer.mint(claims).text))
    }

    /// Facts under which a license of these claims has nothing against it but what it asks for.
    func facts(_ claims: LicenseClaims) -> Facts {
        Facts(
            organization: claims.organization, benefit: .exactly(claims.benefit),
            prefix: .exactly(claims.prefix))
    }
}

func moment(_ text: String) throws -> Timestamp {
    try #require(Timestamp(text), "\(text)")
}

func condition(_ key: String, _ value: ConditionValue) throws -> Condition {
    let key = try #require(ConditionKey(key))
    return try #require(Condition(key, value))
}
