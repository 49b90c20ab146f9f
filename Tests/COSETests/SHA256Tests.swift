import COSE
import LicenseTestSupport
import Testing

@Suite struct `SHA-256` {
    /// FIPS 180-4's own examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `is that of the standard`(text: String, digest: String) {
        #expect(SHA256.digest(of: Array(text.utf8)) == hex(digest))
    }

    @Test(arguments: 0..<UInt64(50))
    func `is the same for bytes that come in pieces`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = generator.bytes(Int.random(in: 0..<500, using: &generator))
        let hasher = SHA256.Hasher()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1..<80, using: &generator))
            hasher.update(piece)
            rest = rest.dropFirst(piece.count)
        }
        #expect(hasher.finalize() == SHA256.digest(of: bytes))
    }

    /// RFC 4231 §4.2, §4.3 and §4.7, and the empty key of RFC 2104.
    @Test(arguments: [
        (
            String(repeating: "0b", count: 20), "4869205468657265",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(repeating: "aa", count: 131),
            "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d20"
                + "48617368204b6579204669727374",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        ("", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
    func `with a key is the code of the RFC`(key: String, message: String, code: String) {
        #expect(SHA256.authenticationCode(for: hex(message), key: hex(key)) == hex(code))
    }
}
