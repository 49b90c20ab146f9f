import COSE
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Carrier form` {
    /// RFC 4648 §10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
    func `is base32 of RFC 4648`(_ plain: String, _ encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
        #expect(Base32.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test(arguments: [
        "M", "MZX", "MZXW6Y", "my", "MY======", "MZ", "M1", "M8", "M0", "M Y", "MY\n", "\u{41c}Y",
    ])
    func `has one text for one byte string`(_ text: String) {
        #expect(Base32.decode(text.utf8) == nil)
    }

    @Test(arguments: 0..<UInt64(50))
    func `gives back what was written`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let bytes = (0..<Int(seed) * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(Base32.decode(Base32.encode(bytes).utf8) == bytes)
    }

    @Test func `of a license is verified as its text is`() throws {
        let vendor = TestVendor()
        let license = try vendor.license()
        let text = license.carrierText
        #expect(text.hasPrefix("LK1:2KCF"))
        #expect(Carrier.isCarrier(" " + text) && !Carrier.isCarrier(license.text))
        #expect(try vendor.trusted.verify(LicenseKey(carrier: "\t\(text)\r\n")) == license)
        for count in 0..<text.count {
            #expect(throws: LicenseError.self) {
                try vendor.trusted.verify(LicenseKey(carrier: String(text.prefix(count))))
            }
        }
    }

    @Test func `may have 3,391 characters beside the white space around them`() {
        let longest = "LK1:" + String(repeating: "A", count: Limits.maxCarrierCharacters - 4)
        #expect(throws: LicenseError.carrier) { try LicenseKey(carrier: " \(longest)\n") }
        #expect(throws: LicenseError.message(.notSigned1)) {
            try LicenseKey(carrier: " \(longest.dropLast(3))\n")
        }
        #expect(throws: LicenseError.tooLong(count: 3392, limit: 3391)) {
            try LicenseKey(carrier: longest + "A")
        }
        #expect(throws: LicenseError.empty) { try LicenseKey(carrier: " \n") }
    }
}
