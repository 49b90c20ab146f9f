import CBOR
import COSE
import COSESigning
import LicenseVerifier

/// Every step from a seed to a license key, in bytes, for whoever writes another verifier.
enum WorkedExample {
    static func json() throws -> JSON {
        let claims = try claims()
        let seed = try TestIssuer.published.get().seed
        let key = try SigningKey.derive(seed: seed)
        let publicKey = key.verificationKey
        let payload = try claims.payload()
        let message = try key.sign(payload: payload, type: .cwt)
        let protected = Array(message.protectedBytes)
        let item = try CBORDecoder.decode(
            payload[...], limits: CBORLimits(depth: Limits.maxDepth, entries: Limits.maxEntries))
        func hex(_ bytes: some Sequence<UInt8>) -> JSON { .string(Hexadecimal.encode(bytes)) }
        return .object([
            (
                "description",
                .string(
                    "from a seed to a license key; the key is that of RFC 8032 section 7.1, test 1")
            ),
            ("seed", hex(seed)),
            ("publicKey", hex(publicKey.rawRepresentation)),
            ("publicKeyPEM", .string(publicKey.pem)),
            ("coseKey", hex(publicKey.coseKey)),
            ("thumbprint", hex(publicKey.thumbprint)),
            ("keyID", hex(publicKey.keyID.bytes)),
            ("claims", claims.json),
            ("protected", hex(protected)),
            ("payload", hex(payload)),
            ("payloadDiagnostic", .string(item.diagnostic)),
            ("signed", hex(SigStructure.encode(protected: protected, payload: payload))),
            ("signature", hex(message.signature)),
            ("message", hex(message.bytes)),
            ("text", .string(LicenseKey.text(prefix: claims.prefix, message: message))),
            ("carrier", .string(Carrier.encode(message.bytes))),
            ("digest", hex(SHA256.digest(of: message.bytes).prefix(16))),
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
