import CBOR
import LicenseTestSupport
import Testing

@Suite struct `Diagnostic notation` {
    /// RFC 8949 appendix A, as far as the profile goes.
    @Test(arguments: [
        ("00", "0"), ("1903e8", "1000"), ("1b 7fffffffffffffff", "9223372036854775807"),
        ("20", "-1"),
        ("3903e7", "-1000"), ("f4", "false"), ("f5", "true"), ("40", "h''"),
        ("44 01020304", "h'01020304'"), ("60", "\"\""), ("64 49455446", "\"IETF\""),
        ("62 225c", "\"\\\"\\\\\""), ("62 c3bc", "\"\u{fc}\""), ("80", "[]"),
        ("83 01 82 02 03 82 04 05", "[1, [2, 3], [4, 5]]"), ("a0", "{}"),
        ("a2 01 02 03 04", "{1: 2, 3: 4}"),
        ("a2 6161 01 6162 82 02 03", "{\"a\": 1, \"b\": [2, 3]}"),
    ])
    func `is that of the RFC`(encoded: String, diagnostic: String) throws {
        let item = try CBORDecoder.decode(
            hex(encoded)[...], limits: CBORLimits(depth: 8, entries: 64))
        #expect(item.diagnostic == diagnostic)
    }

    @Test func `shows what could disguise or steer a terminal`() {
        #expect(CBORItem.text("a\n\u{1b}[2J").diagnostic == "\"a\\u000a\\u001b[2J\"")
        #expect(CBORItem.text("\u{202e}x\u{200b}").diagnostic == "\"\\u202ex\\u200b\"")
        #expect(CBORItem.text("\u{e0001}").diagnostic == "\"\\udb40\\udc01\"")
    }
}
