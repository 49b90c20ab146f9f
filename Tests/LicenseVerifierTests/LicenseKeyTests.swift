import CBOR
import COSE
import COSESigning
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `License keys` {
    static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n".utf8)

    /// Whether a text is verified as a license by the keys of a vector.
    private func isAccepted(_ text: [UInt8], _ trusted: TrustedKeys) -> Bool {
        do {
            _ = try trusted.verify(LicenseKey(parsing: String(decoding: text, as: UTF8.self)))
            return true
        } catch {
            return false
        }
    }

    private func isAccepted(octets: [UInt8], prefix: LicensePrefix, _ trusted: TrustedKeys) -> Bool
    {
        isAccepted(Array("\(prefix)_\(Base64.encodeURL(octets))".utf8), trusted)
    }

    @Test(arguments: LicenseVector.golden)
    func `are refused when cut anywhere`(_ vector: LicenseVector) throws {
        let trusted = try vector.trustedKeys()
        let text = Array(try #require(vector.text).trimmingWhiteSpace.utf8)
        #expect(isAccepted(text, trusted))
        for count in 0..<text.count {
            #expect(!isAccepted(Array(text.prefix(count)), trusted), "\(count) characters")
            #expect(!isAccepted(Array(text.suffix(count)), trusted), "the last \(count) characters")
        }
    }

    /// A next version of the format will have a type of its own, so that no verifier reads one by the
    /// rules of the other.
    @Test func `are refused as any other type, that of a next version among them`() throws {
        let license = try #require(LicenseVector.golden.first).verify()
        let payload = Array(license.message.unverifiedPayload)
        let key = SigningKey.test(9)
        let trusted = TrustedKeys(pinning: key.verificationKey)
        let same = try key.sign(payload: payload, type: .cwt)
        #expect(throws: Never.self) { try trusted.verify(LicenseKey(same)) }
        for type in [MessageType.contentFormat(62), .mediaType("application/license-2+cwt")] {
            let message = try key.sign(payload: payload, type: type)
            #expect(throws: LicenseError.type(type)) { try trusted.verify(LicenseKey(message)) }
            let text = "\(license.claims.prefix)_\(Base64.encodeURL(message.bytes))"
            #expect(throws: LicenseError.type(type)) {
                try trusted.verify(LicenseKey(parsing: text))
            }
        }
    }

    @Test(arguments: LicenseVector.golden)
    func `are refused with any bit of the signed object flipped`(_ vector: LicenseVector) throws {
        let trusted = try vector.trustedKeys()
        let license = try vector.verify()
        for index in license.message.bytes.indices {
            for bit in 0..<8 {
                var octets = license.message.bytes
                octets[index] ^= 1 << UInt8(bit)
                #expect(
                    !isAccepted(octets: octets, prefix: license.claims.prefix, trusted),
                    "byte \(index), bit \(bit)")
            }
        }
    }

    /// The shortest vectors stand for all: each place is tried with each character.
    @Test(arguments: LicenseVector.golden.filter { ["minimal", "one-year"].contains($0.name) })
    func `are refused with any character replaced`(_ vector: LicenseVector) throws {
        let trusted = try vector.trustedKeys()
        let text = Array(try #require(vector.text).utf8)
        for index in text.indices {
            for character in Self.alphabet where character != text[index] {
                var changed = text
                changed[index] = character
                #expect(!isAccepted(changed, trusted), "character \(index)")
            }
        }
    }

    @Test(arguments: LicenseVector.golden.filter { ["minimal", "one-year"].contains($0.name) })
    func `are refused with any character put in, left out or swapped`(
        _ vector: LicenseVector
    ) throws {
        let trusted = try vector.trustedKeys()
        let text = Array(try #require(vector.text).utf8)
        for index in text.indices {
            var without = text
            without.remove(at: index)
            // To leave out one of two equal neighbors is one change, and a change all the same.
            #expect(!isAccepted(without, trusted), "without character \(index)")
            var swapped = text
            swapped.swapAt(index, (index + 1) % text.count)
            #expect(swapped == text || !isAccepted(swapped, trusted), "swapped at \(index)")
            for character in Self.alphabet {
                var longer = text
                longer.insert(character, at: index)
                let isTrimmed = index == 0 && character.isWhiteSpace
                #expect(isAccepted(longer, trusted) == isTrimmed, "before character \(index)")
            }
        }
    }

    @Test(arguments: 0..<UInt64(50))
    func `never crash on random bytes`(seed: UInt64) throws {
        let vendor = TestVendor()
        let genuine = try Array(vendor.license().text.utf8)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<40 {
            var text = Bool.random(using: &generator) ? genuine : []
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let index = Int.random(in: 0...text.count, using: &generator)
                let byte = UInt8.random(in: 0...255, using: &generator)
                if index < text.count, Bool.random(using: &generator) {
                    text[index] = byte
                } else {
                    text.insert(byte, at: index)
                }
            }
            #expect(!isAccepted(text, vendor.trusted))
            _ = KeyDamage(in: String(decoding: text, as: UTF8.self))
            _ = try? LicenseFile(parsing: text)
            _ = try? LicenseKey(carrier: "LK1:" + String(decoding: text, as: UTF8.self))
        }
    }

    /// What is signed may still be any bytes: a signature does not make a decoder safe.
    @Test(arguments: 0..<UInt64(50))
    func `never crash on random payloads that are signed`(seed: UInt64) throws {
        let vendor = TestVendor()
        let genuine = try Array(vendor.license().message.unverifiedPayload)
        var generator = SplitMix64(seed: seed)
        let key = try SignedPayloads()
        for _ in 0..<20 {
            var payload = genuine
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                payload[.random(in: payload.indices, using: &generator)] =
                    .random(in: 0...255, using: &generator)
            }
            do {
                let license = try key.verify(payload)
                // What is accepted is the one encoding of its claims.
                #expect(try license.claims.payload() == payload)
            } catch let error as LicenseError {
                #expect((9...11).contains(error.step))
            }
        }
    }

    @Test func `accept a text of the longest length and refuse one character more`() throws {
        let filling = String(repeating: "A", count: Limits.maxKeyCharacters - 5)
        #expect(throws: LicenseError.message(.notSigned1)) {
            try LicenseKey(parsing: "DEMO_" + filling)
        }
        #expect(throws: LicenseError.tooLong(count: 2332, limit: 2331)) {
            try LicenseKey(parsing: "DEMO_A" + filling)
        }
        #expect(throws: LicenseError.message(.notSigned1)) {
            try LicenseKey(parsing: "  DEMO_" + filling + "\n")
        }
    }

    @Test func `accept a payload of 1,536 bytes and refuse one of 1,537`() throws {
        let key = try SignedPayloads()
        #expect(throws: LicenseError.payload(.truncated(offset: 0, missing: 1))) {
            try key.verify([])
        }
        let longest = [UInt8](repeating: 0, count: Limits.maxLicensePayload)
        #expect(throws: LicenseError.payload(.trailingBytes(offset: 1))) {
            try key.verify(longest)
        }
        #expect(throws: LicenseError.message(.payloadTooLong(count: 1537, limit: 1536))) {
            try key.verify(longest + [0])
        }
    }

    /// Each byte is damaged in turn, so that each step refuses some of the texts.
    @Test func `never bring words of an unsigned payload into an error`() throws {
        let vendor = TestVendor()
        let words = condition("site", .text("unsigned words"))
        let license = try vendor.license { $0.conditions = [words] }
        for index in license.message.bytes.indices {
            var octets = license.message.bytes
            octets[index] ^= 0x20
            let error = try #require(throws: LicenseError.self) {
                try vendor.trusted.verify(
                    LicenseKey(parsing: "DEMO_" + Base64.encodeURL(octets)))
            }
            #expect(error.step <= 8)
            for shown in ["\(error)", error.nextStep, String(reflecting: error)] {
                #expect(!shown.lowercased().contains("words"))
            }
        }
    }

    @Test func `name the character that does not belong`() {
        #expect(throws: LicenseError.character(offset: 7)) {
            try LicenseKey(parsing: " DEMO_AA\u{2013}AA")
        }
    }

    @Test(arguments: [
        ("DEMO_0oRQowEyBE", "****-owEyBE"), ("", "****-"),
        ("ab", "****-ab"), ("a\u{1b}[31m", "****-a??31m"), ("abc\u{e9}def", "****-c??def"),
    ])
    func `are masked to their last six characters`(_ text: String, _ masked: String) {
        #expect(LicenseKey.masked(text) == masked)
    }
}
