import CBOR
import COSE
import COSESigning
import LicenseTestSupport
import Testing

private func parse(_ bytes: [UInt8], maxPayload: Int = 1536) throws(COSEError) -> SignedMessage {
    try SignedMessage(bytes, maxPayload: maxPayload)
}

@Suite struct `A signed message` {
    @Test func `lies byte for byte as the RFC lays it out`() throws {
        let message = try GoldenMessage.message()
        #expect(
            message.bytes.starts(
                with: hex("d2 84 50 \(GoldenMessage.protected) a0 43 a10102 58 40")))
        #expect(message.bytes.count == 2 + 1 + 16 + 1 + 4 + 2 + 64)
        #expect(Array(message.protectedBytes) == hex(GoldenMessage.protected))
        #expect(Array(message.unverifiedPayload) == hex("a10102"))
        #expect(message.signature.count == 64)
        #expect(try parse(message.bytes) == message)
    }

    @Test func `is signed over the structure of RFC 9052 section 4 point 4`() throws {
        let message = try GoldenMessage.message()
        let signed = SigStructure.encode(
            protected: message.protectedBytes, payload: message.unverifiedPayload)
        #expect(
            signed == hex("84 6a 5369676e617475726531 50 \(GoldenMessage.protected) 40 43 a10102"))
    }

    @Test func `gives its payload to its own key only`() throws {
        let message = try GoldenMessage.message()
        let key = try GoldenMessage.key().verificationKey
        #expect(Array(try message.verified(by: key).payload) == hex("a10102"))
        let other = try SigningKey.derive(seed: [UInt8](repeating: 9, count: 32)).verificationKey
        #expect(throws: COSEError.otherKey(key.keyID)) { try message.verified(by: other) }
    }

    @Test func `is refused with any bit of it flipped`() throws {
        let message = try GoldenMessage.message()
        let key = try GoldenMessage.key().verificationKey
        for bit in 0..<message.bytes.count * 8 {
            var bytes = message.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: COSEError.self) { try parse(bytes).verified(by: key) }
        }
    }

    @Test func `is refused when its end is missing or something follows`() throws {
        let bytes = try GoldenMessage.message().bytes
        for count in 0..<bytes.count {
            #expect(throws: COSEError.self) { try parse(Array(bytes[..<count])) }
        }
        #expect(throws: COSEError.envelope(.trailingBytes(offset: bytes.count))) {
            try parse(bytes + [0])
        }
    }

    @Test func `is read from a sequence, each with its own limit`() throws {
        let first = try GoldenMessage.message()
        let second = try GoldenMessage.message(payload: hex("a0"))
        #expect(
            try SignedMessage.sequence(first.bytes + second.bytes, maxPayload: 3) == [
                first, second,
            ])
        #expect(throws: COSEError.payloadTooLong(count: 3, limit: 2)) {
            try SignedMessage.sequence(second.bytes + first.bytes, maxPayload: 2)
        }
        #expect(throws: COSEError.notSigned1) {
            try SignedMessage.sequence(first.bytes + [0], maxPayload: 3)
        }
    }

    @Test(arguments: [
        ("no tag", GoldenMessage.envelope(start: "84"), COSEError.notSigned1),
        ("a CWT tag around it", GoldenMessage.envelope(start: "d83d d2 84"), .notSigned1),
        ("the tag of COSE_Sign", GoldenMessage.envelope(start: "d862 84"), .notSigned1),
        ("an array of three", GoldenMessage.envelope(start: "d2 83"), .notSigned1),
        ("an array of five", GoldenMessage.envelope(start: "d2 85"), .notSigned1),
        ("the tag in a longer form", GoldenMessage.envelope(start: "d812 84"), .notSigned1),
        (
            "a map for the protected header",
            GoldenMessage.envelope(protected: GoldenMessage.protected),
            .envelope(.tooMany(offset: 2, limit: 0))
        ),
        (
            "something in the unprotected header",
            GoldenMessage.envelope(unprotected: "a1 04 41 00"),
            .unprotectedNotEmpty
        ),
        (
            "an array for the unprotected header", GoldenMessage.envelope(unprotected: "80"),
            .elementType(offset: 19)
        ),
        (
            "a text for the payload", GoldenMessage.envelope(payload: "63 616263"),
            .elementType(offset: 20)
        ),
        (
            "no payload", GoldenMessage.envelope(payload: "f6"),
            .envelope(.unsupported(offset: 20, initialByte: 0xf6))
        ),
        (
            "a payload of indefinite length", GoldenMessage.envelope(payload: "5f 43 a10102 ff"),
            .envelope(.indefiniteLength(offset: 20))
        ),
        (
            "a payload in a longer form", GoldenMessage.envelope(payload: "58 03 a10102"),
            .envelope(.notShortest(offset: 20))
        ),
        ("an empty signature", GoldenMessage.envelope(signature: "40"), .signatureLength(0)),
        (
            "a signature of 63 bytes",
            GoldenMessage.envelope(signature: "58 3f" + String(repeating: "00", count: 63)),
            .signatureLength(63)
        ),
        (
            "a signature of 65 bytes",
            GoldenMessage.envelope(signature: "58 41" + String(repeating: "00", count: 65)),
            .signatureLength(65)
        ),
        (
            "an empty protected header", GoldenMessage.envelope(protected: "40"),
            .header(.truncated(offset: 0, missing: 1))
        ),
        ("a header without labels", GoldenMessage.envelope(protected: "41 a0"), .headerLabels),
        (
            "a header without a type",
            GoldenMessage.envelope(protected: "4d a2 01 32 04 48 866eefbd6718c884"), .headerLabels
        ),
        (
            "a header with one label more",
            GoldenMessage.envelope(protected: "53 a4 01 32 04 48 866eefbd6718c884 10 183d 1820 00"),
            .headerLabels
        ),
        (
            "a critical header",
            GoldenMessage.envelope(
                protected: "53 a4 01 32 02 81 10 04 48 866eefbd6718c884 10 183d"),
            .header(.tooDeep(offset: 4, limit: 1))
        ),
        (
            "labels out of order",
            GoldenMessage.envelope(protected: "50 a3 04 48 866eefbd6718c884 01 32 10 183d"),
            .header(.unsortedKey(offset: 11))
        ),
        (
            "a key id of seven bytes",
            GoldenMessage.envelope(protected: "4f a3 01 32 04 47 866eefbd6718c8 10 183d"),
            .headerLabels
        ),
        (
            "ES256",
            GoldenMessage.envelope(protected: "50 a3 01 26 04 48 866eefbd6718c884 10 183d"),
            .algorithm(-7)
        ),
        (
            "Ed448",
            GoldenMessage.envelope(protected: "51 a3 01 3834 04 48 866eefbd6718c884 10 183d"),
            .algorithm(-53)
        ),
        (
            "an algorithm by name",
            GoldenMessage.envelope(
                protected: "57 a3 01 67 45643235353139 04 48 866eefbd6718c884 10 183d"),
            .headerLabels
        ),
    ])
    func `is refused by its fault`(name: String, bytes: [UInt8], error: COSEError) {
        #expect(throws: error, "\(name)") { try parse(bytes) }
    }

    @Test func `may name the older algorithm, which means the same`() throws {
        let message = try GoldenMessage.key().sign(
            payload: hex("a0"), type: .cwt, algorithm: .edDSA)
        #expect(message.header.algorithm == .edDSA)
        let key = try GoldenMessage.key().verificationKey
        #expect(Array(try parse(message.bytes).verified(by: key).payload) == hex("a0"))
    }

    @Test func `is refused when its payload is longer than its kind may have`() throws {
        let message = try GoldenMessage.message(payload: [UInt8](repeating: 0, count: 100))
        #expect(try parse(message.bytes, maxPayload: 100) == message)
        #expect(throws: COSEError.payloadTooLong(count: 100, limit: 99)) {
            try parse(message.bytes, maxPayload: 99)
        }
    }

    @Test(arguments: 0..<UInt64(300))
    func `is never made of noise`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let noise = generator.bytes(Int.random(in: 0..<300, using: &generator))
        for bytes in [
            noise, hex("d2 84") + noise, hex("d2 84 50 \(GoldenMessage.protected) a0") + noise,
        ] {
            // Only a whole envelope is accepted, and then it is kept as it came.
            if let message = try? parse(bytes) { #expect(message.bytes == bytes) }
        }
    }

    @Test func `is shown in diagnostic notation`() throws {
        let message = try GoldenMessage.message()
        #expect(
            message.diagnostic == "18([<< {1: -19, 4: h'866eefbd6718c884', 16: 61} >>, {}, "
                + "<< {1: 2} >>, h'\(hex(message.signature))'])")
        let opaque = try GoldenMessage.message(payload: hex("ff"))
        #expect(opaque.diagnostic.contains("{}, h'ff', h'"))
    }
}
