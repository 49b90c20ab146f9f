import COSE
import LicenseTestSupport
import Testing

/// RFC 8032 §7.1, TEST 1.
private let publicKey = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

@Suite struct `A public key` {
    @Test func `comes back from every form that it is written in`() throws {
        let key = try VerificationKey(rawRepresentation: publicKey)
        #expect(try VerificationKey(parsing: key.pem) == key)
        #expect(try VerificationKey(parsing: " \n" + key.pem + "\n\n") == key)
        #expect(try VerificationKey(parsing: key.pem.replacing("\n", with: "\r\n")) == key)
        #expect(try VerificationKey(parsing: key.hexadecimal) == key)
        #expect(try VerificationKey(parsing: key.hexadecimal.uppercased()) == key)
        #expect(try VerificationKey(parsing: key.base64url) == key)
        #expect(try VerificationKey(coseKey: key.coseKey) == key)
        #expect(key.coseKey == hex("a3 01 01 20 06 21 5820") + publicKey)
    }

    /// RFC 9679 §6 computes the thumbprint of a P-256 key; this is its rule on an Ed25519 key.
    @Test func `is named by its thumbprint`() throws {
        let key = try VerificationKey(rawRepresentation: publicKey)
        #expect(
            key.thumbprint
                == hex("866eefbd6718c8846cd7ddfe43fc74ab1daac4538ff8514ea2ec2d410a415743"))
        #expect(key.thumbprint == SHA256.digest(of: hex("a3 01 01 20 06 21 5820") + publicKey))
        #expect(key.keyID.description == "866eefbd6718c884")
        #expect(KeyID(hexadecimal: "866eefbd6718c884") == key.keyID)
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func `has 32 bytes`(count: Int) {
        #expect(throws: VerificationKeyError.length(count)) {
            try VerificationKey(rawRepresentation: [UInt8](repeating: 1, count: count))
        }
    }

    /// The points of order 1, 2, 4 and 8, with either sign bit.
    @Test(arguments: [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ])
    func `of small order is refused`(point: String) {
        #expect(throws: VerificationKeyError.smallOrder) {
            try VerificationKey(rawRepresentation: hex(point))
        }
        #expect(throws: VerificationKeyError.smallOrder) { try VerificationKey(parsing: point) }
    }

    @Test(arguments: 0..<UInt8(19))
    func `with y not below the prime is refused`(excess: UInt8) {
        var bytes = hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
        bytes[0] += min(excess, 0x12)
        for sign in [UInt8(0x7f), 0xff] {
            bytes[31] = sign
            #expect(throws: VerificationKeyError.notCanonical) {
                try VerificationKey(rawRepresentation: bytes)
            }
        }
    }

    @Test func `of another kind or half is refused by what it is`() throws {
        let key = try VerificationKey(rawRepresentation: publicKey)
        #expect(throws: VerificationKeyError.unrecognized) { try VerificationKey(parsing: "") }
        #expect(throws: VerificationKeyError.unrecognized) {
            try VerificationKey(parsing: String(key.hexadecimal.dropLast()))
        }
        #expect(throws: VerificationKeyError.unrecognized) {
            try VerificationKey(parsing: String(repeating: "A", count: 5000))
        }
        #expect(throws: VerificationKeyError.unrecognized) {
            try VerificationKey(parsing: key.pem.replacing("=", with: "!"))
        }
        #expect(throws: VerificationKeyError.privateKey) {
            try VerificationKey(
                parsing: "-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----")
        }
        // X25519 differs from Ed25519 in one byte of its identifier (RFC 8410 §3).
        #expect(throws: VerificationKeyError.notEd25519) {
            try VerificationKey(
                subjectPublicKeyInfo: hex("302a300506032b656e032100") + publicKey)
        }
        #expect(throws: VerificationKeyError.length(31)) {
            try VerificationKey(
                subjectPublicKeyInfo: hex("302a300506032b6570032100") + publicKey.dropLast())
        }
    }

    @Test(arguments: [
        ("another key type", "a3 01 02 20 06 21 5820"), ("another curve", "a3 01 01 20 04 21 5820"),
        ("a member more", "a4 01 01 03 32 20 06 21 5820"),
    ])
    func `as a COSE_Key holds exactly type, curve and x`(name: String, start: String) {
        #expect(throws: VerificationKeyError.self, "\(name)") {
            try VerificationKey(coseKey: hex(start) + publicKey)
        }
    }

    @Test func `as a COSE_Key is refused when bytes follow or its private part is in it`() {
        let coseKey = hex("a3 01 01 20 06 21 5820") + publicKey
        #expect(throws: VerificationKeyError.unrecognized) {
            try VerificationKey(coseKey: coseKey + [0])
        }
        #expect(throws: VerificationKeyError.self) {
            try VerificationKey(
                coseKey: hex("a4 01 01 20 06 21 5820") + publicKey + hex("23 5820") + publicKey)
        }
    }
}
