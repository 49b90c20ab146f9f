import LicenseVerifier

/// Every step from a seed to a license key, in bytes, for anybody who writes another verifier.
enum WorkedExample {
    static func json() throws -> JSON {
        let claims = try claims()
        let issuer = try TestIssuer.published.get()
        let key = issuer.publicKey
        let payload = RawClaims(claims).bytes
        let forgery = Forgery(payload: payload, issuer: issuer)
        let license = try issuer.mint(claims)
        var reader = RawReader(payload)
        return .object([
            (
                "description",
                .string(
                    "from a seed to a license key; the key is that of RFC 8032 section 7.1, test 1")
            ),
            ("seed", .hex(issuer.seed)),
            ("publicKey", .hex(key.point)),
            ("publicKeyPEM", .string(key.pem)),
            ("coseKey", .hex(Raw.coseKey(key.point))),
            ("thumbprint", .hex(key.thumbprint)),
            ("keyID", .hex(key.keyID)),
            ("claims", claims.json),
            ("protected", .hex(forgery.protected)),
            ("payload", .hex(payload)),
            ("payloadDiagnostic", .string(reader.diagnostic())),
            ("signed", .hex(Raw.sigStructure(protected: forgery.protected, payload: payload))),
            ("signature", .hex(license.octets.suffix(64))),
            ("message", .hex(license.octets)),
            ("text", .string(license.text)),
            ("carrier", .string(license.carrier)),
            ("digest", .hex(sha256(license.octets).prefix(16))),
        ])
    }

    private static func claims() throws -> LicenseClaims {
        guard let license = LicenseID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
            let organization = OrganizationID("2c1f7a52-0f1e-4c8e-9a3f-6f0d1b2c3d4e"),
            let benefit = BenefitID("0b9e8d7c-6b5a-4f3e-8d2c-1b0a9f8e7d6c")
        else { throw GeneratorError.libcrypto }
        var claims = LicenseClaims(
            license, of: organization, benefit: benefit, prefix: brand("ACME"),
            issuedAt: Sample.issuedAt)
        claims.expiresAt = Sample.expiresAt
        claims.activationLimit = .seats(5)
        claims.usageLimit = 10_000
        claims.statusIndex = StatusIndex(123_456)
        return claims
    }
}
