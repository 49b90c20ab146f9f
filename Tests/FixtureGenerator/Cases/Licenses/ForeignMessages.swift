enum ForeignMessages {
    /// Steps 4 to 8: envelopes, headers and signatures that other software may make or accept.
    static func all() throws -> [LicenseCase] {
        try foreignEnvelopes() + foreignHeaders() + foreignTypes() + foreignSignatures()
    }

    /// A license put together by hand with one thing wrong.
    static func forged(
        _ name: String, _ description: String, _ code: String, step: Int,
        _ change: (inout Forgery) throws -> Void
    ) throws -> LicenseCase {
        var forgery = try Forgery()
        try change(&forgery)
        return try LicenseCase(
            name, description, .text(try forgery.text()), .refused(code, step: step))
    }

    private static func foreignEnvelopes() throws -> [LicenseCase] {
        let payload = RawClaims().bytes
        let starts: [(String, String, [UInt8])] = [
            ("tag-61", "a CWT tag outside", [0xd8, 0x3d, 0xd2, 0x84]),
            ("tag-17", "the tag of a MAC", [0xd1, 0x84]),
            ("tag-long-form", "tag 18 in two octets", [0xd8, 0x12, 0x84]),
            ("no-tag", "no tag at all", [0x84]),
            ("array-of-three", "an array of three", [0xd2, 0x83]),
            ("array-of-five", "an array of five", [0xd2, 0x85]),
            ("array-long-form", "the array's count in two octets", [0xd2, 0x98, 0x04]),
            ("array-indefinite", "an array of indefinite length", [0xd2, 0x9f]),
        ]
        return try starts.map { name, description, start in
            try forged(name, description, "key.not-signed", step: 4) { $0.start = start }
        } + [
            try forged(
                "unprotected-filled", "a label in the unprotected header, after signing",
                "key.unprotected-header", step: 4
            ) { $0.unprotected = Raw.map([(Raw.integer(1), Raw.integer(-19))]) },
            try forged(
                "unprotected-null", "null in the place of the unprotected header", "key.envelope",
                step: 4
            ) { $0.unprotected = [0xf6] },
            try forged(
                "unprotected-array", "an array in the place of the unprotected header",
                "key.element-type", step: 4
            ) { $0.unprotected = [0x80] },
            try forged(
                "payload-text", "the payload as a text", "key.element-type", step: 4
            ) { $0.payloadItem = Raw.text("payload") },
            try forged(
                "payload-detached", "null in the place of the payload", "key.envelope", step: 4
            ) { $0.payloadItem = [0xf6] },
            try forged(
                "payload-length-long-form", "the payload's length in three octets",
                "key.envelope", step: 4
            ) { $0.payloadItem = [0x59, 0x00, UInt8(payload.count)] + payload },
            try forged(
                "payload-indefinite", "the payload in one chunk of an indefinite string",
                "key.envelope", step: 4
            ) { $0.payloadItem = [0x5f] + Raw.bytes(payload) + [0xff] },
            try forged(
                "payload-too-long", "a payload of 1,537 bytes", "key.payload-too-long", step: 4
            ) { $0.payload = filler(SpecifiedLimit.licensePayload + 1) },
            try forged(
                "payload-promised", "a payload of 2^63 bytes is promised", "key.envelope", step: 4
            ) { $0.payloadItem = [0x5b, 0x80, 0, 0, 0, 0, 0, 0, 0] },
            try forged(
                "bytes-behind", "a byte behind the message", "key.envelope", step: 4
            ) { $0.rest = [0xf6] },
        ]
    }

    private static func foreignHeaders() throws -> [LicenseCase] {
        let keyID = try TestIssuer.demo.get().publicKey.keyID
        let whole = Forgery.header(keyID: keyID)
        let algorithm = (Raw.integer(1), Raw.integer(-19))
        let key = (Raw.integer(4), Raw.bytes(keyID))
        let type = (Raw.integer(16), Raw.integer(61))
        let wrong: [(String, String, [UInt8], String)] = [
            ("header-empty", "no header", [], "key.header"),
            (
                "header-duplicate", "a label twice", Raw.map([algorithm, key, key, type]),
                "key.header"
            ),
            (
                "header-unsorted", "labels out of order", Raw.map([key, algorithm, type]),
                "key.header"
            ),
            (
                "header-long-form", "a label in two octets",
                Raw.map([([0x18, 0x01], algorithm.1), key, type]), "key.header"
            ),
            ("header-trailing", "a byte behind the header", whole + [0], "key.header"),
            (
                "header-critical", "a list of critical labels (crit)",
                Raw.map([algorithm, (Raw.integer(2), Raw.array([Raw.integer(16)])), key, type]),
                "key.header"
            ),
            (
                "header-array", "an array in the place of the map",
                Raw.array([Raw.integer(1)]), "key.header-labels"
            ),
            (
                "header-unknown-label", "one label more",
                Raw.map([algorithm, key, type, (Raw.integer(99), Raw.integer(0))]),
                "key.header-labels"
            ),
            (
                "header-text-label", "one label more, a text",
                Raw.map([algorithm, key, type, (Raw.text("x"), Raw.integer(0))]),
                "key.header-labels"
            ),
            ("no-key-id", "no key id", Raw.map([algorithm, type]), "key.header-labels"),
            ("no-type", "no type", Raw.map([algorithm, key]), "key.header-labels"),
            ("no-algorithm", "no algorithm", Raw.map([key, type]), "key.header-labels"),
            (
                "other-label", "three labels, one of them another",
                Raw.map([algorithm, key, (Raw.integer(17), Raw.integer(61))]), "key.header-labels"
            ),
            (
                "short-key-id", "a key id of seven bytes",
                Forgery.header(keyID: Array(keyID.dropLast())), "key.header-labels"
            ),
            (
                "long-key-id", "the whole thumbprint as key id",
                Forgery.header(keyID: keyID + filler(24)), "key.header-labels"
            ),
            (
                "algorithm-text", "the algorithm as a text",
                Forgery.header(algorithm: Raw.text("EdDSA"), keyID: keyID), "key.header-labels"
            ),
            (
                "algorithm-es256", "the algorithm -7 over an Ed25519 key",
                Forgery.header(algorithm: Raw.integer(-7), keyID: keyID), "key.algorithm"
            ),
            (
                "algorithm-ed448", "the algorithm -53 (Ed448)",
                Forgery.header(algorithm: Raw.integer(-53), keyID: keyID), "key.algorithm"
            ),
            (
                "algorithm-zero", "the reserved algorithm 0",
                Forgery.header(algorithm: Raw.integer(0), keyID: keyID), "key.algorithm"
            ),
        ]
        return try wrong.map { name, description, header, code in
            try forged(name, description, code, step: 5) { $0.protected = header }
        }
    }

    private static func foreignTypes() throws -> [LicenseCase] {
        let keyID = try TestIssuer.demo.get().publicKey.keyID
        let wrong: [(String, String, [UInt8], String, Int)] = [
            (
                "type-status-list", "the type of a status list",
                Raw.text("application/statuslist+cwt"), "key.type", 6
            ),
            (
                "type-trust-bundle", "the type of a trust bundle",
                Raw.text("application/vnd.latchkey.trust+cwt"), "key.type", 6
            ),
            (
                "type-in-words", "the media type of a CWT in the place of its number",
                Raw.text("application/cwt"), "key.type", 6
            ),
            ("type-60", "another content format", Raw.integer(60), "key.type", 6),
            (
                "type-beyond-range", "a content format that cannot be", Raw.integer(65_536),
                "key.header-labels", 5
            ),
            (
                "type-no-media-type", "a text that is no media type", Raw.text("lic+cwt"),
                "key.header-labels", 5
            ),
            (
                "type-control-characters", "a media type with an escape sequence of terminals",
                Raw.text("application/\u{1b}[2J"), "key.header-labels", 5
            ),
            ("type-negative", "a negative number", Raw.integer(-1), "key.header-labels", 5),
            ("type-bytes", "a byte string", Raw.bytes([61]), "key.header-labels", 5),
            ("type-null", "null", [0xf6], "key.header", 5),
        ]
        return try wrong.map { name, description, type, code, step in
            try forged(name, description, code, step: step) {
                $0.protected = Forgery.header(keyID: keyID, type: type)
            }
        }
    }

    private static func foreignSignatures() throws -> [LicenseCase] {
        let demo = try TestIssuer.demo.get()
        let other = try TestIssuer.other.get()
        return try [
            LicenseCase(
                "unknown-key", "signed by a key that is not trusted",
                .text(other.mint(Sample.claims).text),
                .refused("key.unknown-issuer", step: 7)),
            LicenseCase(
                "nothing-trusted", "a program that trusts no key",
                .text(demo.mint(Sample.claims).text), .refused("key.unknown-issuer", step: 7)
            ).with { $0.trusted = [] },
        ] + [
            LicenseCase(
                "borrowed-key-id", "signed by another key under the key id of a trusted one",
                .text(
                    {
                        var forgery = Forgery(payload: RawClaims().bytes, issuer: other)
                        forgery.protected = Forgery.header(keyID: demo.publicKey.keyID)
                        return try forgery.text()
                    }()), .refused("key.signature", step: 8)),
            forged("signature-63", "a signature of 63 bytes", "key.signature-length", step: 4) {
                $0.changeSignature = { $0.dropLast() }
            },
            forged("signature-65", "a signature of 65 bytes", "key.signature-length", step: 4) {
                $0.changeSignature = { $0 + [0] }
            },
            forged(
                "signature-text", "a text in the place of the signature", "key.element-type",
                step: 4
            ) {
                $0.signatureItem = Raw.text(String(repeating: "A", count: 64))
            },
            forged("signature-zero", "64 zero bytes", "key.signature", step: 8) {
                $0.changeSignature = { _ in [UInt8](repeating: 0, count: 64) }
            },
            forged(
                "signature-flipped", "one bit of the signature flipped", "key.signature", step: 8
            ) {
                $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() }
            },
            forged("signature-large-s", "S + L in the place of S", "key.signature", step: 8) {
                $0.changeSignature = OddSignature.withLargeS
            },
            forged(
                "signature-neutral-r",
                "R is the neutral point: the equation holds, and libcrypto accepts it",
                "key.signature", step: 8
            ) { forgery in
                let message = Raw.sigStructure(
                    protected: forgery.protected, payload: forgery.payload)
                forgery.changeSignature = { _ in
                    OddSignature.withNeutralR(
                        seed: demo.seed, publicKey: demo.publicKey.point,
                        message: message)
                }
            },
            forged("payload-changed", "more seats, after signing", "key.signature", step: 8) {
                let signed = Raw.sigStructure(protected: $0.protected, payload: $0.payload)
                var claims = RawClaims()
                claims.license.set(4, Raw.integer(1000))
                $0.payload = claims.bytes
                $0.signed = signed
            },
            forged("external-data", "signed with external data", "key.signature", step: 8) {
                $0.signed = Raw.array([
                    Raw.text("Signature1"), Raw.bytes($0.protected), Raw.bytes(Array("DEMO".utf8)),
                    Raw.bytes($0.payload),
                ])
            },
            forged("payload-alone", "only the payload is signed", "key.signature", step: 8) {
                $0.signed = $0.payload
            },
            forged(
                "context-of-sign", "signed as one of several signers (COSE_Sign)", "key.signature",
                step: 8
            ) {
                $0.signed = Raw.array([
                    Raw.text("Signature"), Raw.bytes($0.protected), Raw.bytes([]),
                    Raw.bytes($0.payload),
                ])
            },
        ]
    }
}
