import CBOR
import COSE
import COSESigning
import LicenseIssuer
import LicenseVerifier

/// An issuer whose private key is public knowledge.
struct TestIssuer {
    /// The stem of its files in Keys/.
    let name: String
    /// The seed of its Ed25519 key (RFC 8032 §5.1.5).
    let seed: [UInt8]
    /// The public half.
    let publicKey: VerificationKey

    private init(_ name: String, seed: [UInt8]) throws {
        self.name = name
        self.seed = seed
        publicKey = try SigningKey.derive(seed: seed).verificationKey
    }

    static let demo = Result {
        try TestIssuer("demo-issuer", seed: digest("latchkey demo issuer: TEST ONLY"))
    }
    static let other = Result {
        try TestIssuer("other-issuer", seed: digest("latchkey other issuer: TEST ONLY"))
    }
    /// The first and the second key of RFC 8032 §7.1, which nobody must trust.
    static let published = Result {
        try TestIssuer(
            "published",
            seed: Hexadecimal.decode(
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60") ?? [])
    }
    static let alsoPublished = Result {
        try TestIssuer(
            "also published",
            seed: Hexadecimal.decode(
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb") ?? [])
    }

    /// A signer whose key is in no file: the vectors hold its public half.
    static func signer(_ name: String) throws -> TestIssuer {
        try TestIssuer(name, seed: digest("latchkey fixture \(name): TEST ONLY"))
    }
    static var all: [TestIssuer] { get throws { [try demo.get(), try other.get()] } }

    /// PKCS#8 without a passphrase (RFC 8410 §7), as `openssl genpkey` writes it.
    var privatePEM: String {
        let prefix: [UInt8] = [
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22,
            0x04, 0x20,
        ]
        let content = Base64.encodePadded(prefix + seed)
        return "-----BEGIN PRIVATE KEY-----\n\(content)\n-----END PRIVATE KEY-----\n"
    }

    /// A license of claims that keep the rules.
    func mint(_ claims: LicenseClaims, algorithm: Algorithm = .ed25519) throws -> MintedLicense {
        try Issuer(
            claims.organization, key: SigningKey.derive(seed: seed), algorithm: algorithm
        ).mint(claims)
    }
}
