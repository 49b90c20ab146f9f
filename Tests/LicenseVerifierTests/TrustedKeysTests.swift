import CBOR
import COSE
import COSESigning
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `Trusted keys` {
    @Test func `verify what any of them has signed`() throws {
        let one = TestVendor(seed: 1)
        let other = TestVendor(seed: 2)
        let trusted = try #require(
            TrustedKeys(pinning: [one.issuer.verificationKey, other.issuer.verificationKey]))
        for vendor in [one, other] {
            let text = try vendor.license().text
            let license = try trusted.verify(LicenseKey(parsing: text))
            #expect(license.issuer == vendor.issuer.verificationKey.keyID)
            #expect(license.text == text)
        }
    }

    /// Two different keys with one key id cannot be made in a test: it takes 2^32 tries.
    @Test func `may be given one key twice`() throws {
        let key = TestVendor().issuer.verificationKey
        #expect(TrustedKeys(pinning: [key, key]) != nil)
    }

    @Test func `may be none, and then verify nothing`() throws {
        let vendor = TestVendor()
        let none = try #require(TrustedKeys(pinning: []))
        let key = try LicenseKey(parsing: vendor.license().text)
        #expect(throws: LicenseError.unknownKey(vendor.issuer.verificationKey.keyID)) {
            try none.verify(key)
        }
    }

    @Test func `refuse a critical extension that the program does not act on`() throws {
        let vendor = TestVendor()
        let claims = vendor.claims {
            $0.extensions = Broken.extensions([(40, .bool(true)), (41, .bool(true))])
            $0.critical = [40, 41]
        }
        let key = try LicenseKey(parsing: vendor.issuer.mint(claims).text)
        let pinned = vendor.issuer.verificationKey
        #expect(throws: LicenseError.claims(.critical(label: 41))) {
            try TrustedKeys(pinning: pinned, understanding: [40]).verify(key)
        }
        #expect(throws: Never.self) {
            try TrustedKeys(pinning: pinned, understanding: [40, 41, 42]).verify(key)
        }
    }

    @Test func `refuse a brand that was not signed, and give the signed one`() throws {
        let vendor = TestVendor()
        let license = try vendor.license()
        let text = "OTHER" + license.text.dropFirst(4)
        let other = try #require(LicensePrefix("OTHER"))
        #expect(
            throws: LicenseError.prefixMismatch(text: other, signed: license.claims.prefix)
        ) { try vendor.trusted.verify(LicenseKey(parsing: text)) }
        // An object has no brand of its own to be wrong.
        #expect(try vendor.trusted.verify(LicenseKey(license.message)).text == license.text)
    }

    @Test func `take a key whose algorithm is named EdDSA`() throws {
        let vendor = TestVendor()
        let issuer = Issuer(
            vendor.issuer.organization,
            key: .test(7), algorithm: .edDSA)
        let minted = try issuer.mint(vendor.claims())
        #expect(minted.message.header.algorithm == .edDSA)
        let license = try vendor.trusted.verify(LicenseKey(parsing: minted.text))
        #expect(license.claims == vendor.claims())
        #expect(try license.digest != vendor.license().digest)
    }
}
