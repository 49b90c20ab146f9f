import LicenseVerifier

/// An issuer whose private key is public knowledge.
struct TestIssuer {
    /// The stem of its files in Keys/.
    let name: String
    /// The seed of its Ed25519 key (RFC 8032 §5.1.5).
    let seed: [UInt8]
    /// The public half.
    let publicKey: RawPublicKey

    private init(_ name: String, seed: [UInt8]) throws {
        self.name = name
        self.seed = seed
        publicKey = RawPublicKey(point: try RawSigner(seed: seed).publicKey())
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
            seed: [
                0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec,
                0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03,
                0x1c, 0xae, 0x7f, 0x60,
            ])
    }
    static let alsoPublished = Result {
        try TestIssuer(
            "also published",
            seed: [
                0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11,
                0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed,
                0x4f, 0xb8, 0xa6, 0xfb,
            ])
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
        return Base64.pem("PRIVATE KEY", prefix + seed)
    }

    /// A license of these claims, which must keep the rules: nothing here checks them.
    ///
    /// - Parameter algorithm: how the header names Ed25519.
    func mint(_ claims: LicenseClaims, algorithm: Int64 = -19) throws -> RawLicense {
        var forgery = Forgery(payload: RawClaims(claims).bytes, issuer: self)
        forgery.protected = Forgery.header(
            algorithm: Raw.integer(algorithm), keyID: publicKey.keyID)
        return RawLicense(prefix: claims.prefix.description, octets: try forgery.octets())
    }
}

/// The public half of an Ed25519 key.
struct RawPublicKey {
    /// 32 bytes (RFC 8032 §5.1.5).
    let point: [UInt8]

    /// The COSE Key Thumbprint (RFC 9679 §4), and how it begins.
    var thumbprint: [UInt8] { sha256(Raw.coseKey(point)) }
    var keyID: [UInt8] { Array(thumbprint.prefix(8)) }

    /// SubjectPublicKeyInfo (RFC 8410 §4).
    var pem: String {
        let prefix: [UInt8] = [
            0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
        ]
        return Base64.pem("PUBLIC KEY", prefix + point)
    }
}

/// A signed license in its forms.
struct RawLicense {
    let prefix: String
    let octets: [UInt8]

    var text: String { "\(prefix)_\(Base64.encodeURL(octets))" }
    var carrier: String { Base32.carrier(octets) }
}
