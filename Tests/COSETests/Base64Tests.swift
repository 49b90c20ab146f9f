import COSE
import LicenseTestSupport
import Testing

@Suite struct `Base64 in its two alphabets` {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func `is that of the RFC`(plain: String, encoded: String) throws {
        #expect(Base64.encodeURL(Array(plain.utf8)) == encoded)
        #expect(try Base64.decodeURL(encoded[...].utf8) == Array(plain.utf8))
        let padded = encoded + String(repeating: "=", count: (4 - encoded.count % 4) % 4)
        #expect(Base64.encodePadded(Array(plain.utf8)) == padded)
        #expect(try Base64.decodePadded(padded.utf8) == Array(plain.utf8))
    }

    @Test func `has an alphabet for URLs and one for files`() throws {
        #expect(Base64.encodeURL(hex("fbff")) == "-_8")
        #expect(Base64.encodePadded(hex("fbff")) == "+/8=")
        #expect(throws: Base64.Failure.character(offset: 0)) {
            try Base64.decodeURL("+_8"[...].utf8)
        }
        #expect(throws: Base64.Failure.character(offset: 1)) {
            try Base64.decodePadded("+_8=".utf8)
        }
    }

    @Test(arguments: [
        ("A", Base64.Failure.length), ("AAAAA", .length), ("AB", .unusedBits), ("AAB", .unusedBits),
        ("AA=", .character(offset: 2)), ("AA==", .character(offset: 2)),
        ("A A", .character(offset: 1)), ("AA\n", .character(offset: 2)),
        ("\u{c4}", .character(offset: 0)),
    ])
    func `refuses every other text for the same bytes`(text: String, failure: Base64.Failure) {
        #expect(throws: failure) { try Base64.decodeURL(text[...].utf8) }
    }

    @Test(arguments: [
        ("Zg", Base64.Failure.length), ("Zg=", .length), ("Z===", .character(offset: 1)),
        ("====", .character(offset: 0)), ("Zh==", .unusedBits), ("Zg==Zg==", .character(offset: 2)),
    ])
    func `refuses wrong padding`(text: String, failure: Base64.Failure) {
        #expect(throws: failure) { try Base64.decodePadded(text.utf8) }
    }

    @Test(arguments: 0..<UInt64(200))
    func `gives back what was encoded`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let bytes = generator.bytes(Int(seed))
        #expect(try Base64.decodeURL(Base64.encodeURL(bytes)[...].utf8) == bytes)
        #expect(try Base64.decodePadded(Base64.encodePadded(bytes).utf8) == bytes)
    }
}
