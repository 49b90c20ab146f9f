import LicenseVerifier

extension SyncCase {
    /// A request that must be taken.
    private static func taken(
        _ name: String, _ description: String, kind: String = "activate",
        license: [(String, JSON)]? = nil, _ members: [(String, JSON)] = [],
        proof: Bool? = nil, _ change: (inout RawSyncMessage) throws -> Void = { _ in }
    ) throws -> SyncCase {
        let whole: [(String, JSON)] = [("key", .base64(try SyncSample.license()))]
        let claims: [(String, JSON)] =
            [
                ("kind", .string(kind)), ("license", .object(license ?? whole)),
                ("device", .key(try SyncSample.device.get())), ("id", .id(SyncSample.request)),
                ("issuedAt", .time(Sample.now)),
            ] + members
        var expected: [(String, JSON)] = [("claims", .object(claims))]
        if let proof { expected.append(("proof", .bool(proof))) }
        return try SyncCase(
            name, description, .request, RawSyncMessage.request().with(change).octets(),
            .accepted(expected))
    }

    static func requests() throws -> [SyncCase] {
        let plain = try RawSyncMessage.request()
        return try goodRequests() + proofs() + foreign(.request, plain) + deviceKeys()
            + incomplete(.request, plain, shared: [6, 7, 8], own: [1, 2], lastLabel: 7)
            + requestsOutOfRange() + valuesOutOfRange()
    }

    private static func goodRequests() throws -> [SyncCase] {
        let digests = [filler(8), [0xff] + filler(7)]
        let legacy = "AAAA-BBBB-CCCC-DDDD"
        return try [
            taken("key", "a seat, with the license itself"),
            taken(
                "every-member", "everything that such a request can say",
                [
                    (
                        "fingerprint",
                        .object([
                            ("needed", .number(1)), ("salt", .hex(filler(8))),
                            ("digests", .array(digests.map { .hex($0) })),
                        ])
                    ),
                    ("label", .string("press 4")),
                    ("conditions", .object([("os", .string("linux")), ("server", .bool(true))])),
                    ("notes", .object([("floor", .number(-2))])),
                ]
            ) {
                $0.own.set(3, Raw.fingerprint(needed: 1, digests))
                $0.own.set(4, Raw.text("press 4"))
                $0.own.set(
                    5,
                    Raw.map([
                        (Raw.text("os"), Raw.text("linux")), (Raw.text("server"), [0xf5]),
                    ]))
                $0.own.set(6, Raw.map([(Raw.text("floor"), Raw.integer(-2))]))
            },
            taken(
                "legacy", "with a license key of another make",
                license: [("legacy", .string(legacy))]
            ) { $0.own.set(1, Raw.text(legacy)) },
            taken(
                "legacy-longest", "with one of 512 bytes",
                license: [("legacy", .string(String(repeating: "k", count: 512)))]
            ) { $0.own.set(1, Raw.text(String(repeating: "k", count: 512))) },
            taken("deactivate", "a seat back, of which nothing was used", kind: "deactivate") {
                $0.own.set(2, Raw.integer(2))
            },
            taken(
                "deactivate-used", "a seat back, with the last word on two meters",
                kind: "deactivate", [("usage", .object([("0", .number(7)), ("5", .number(1))]))]
            ) {
                $0.own.set(2, Raw.integer(2))
                $0.own.set(7, Raw.total([0: 7, 5: 1]))
            },
            taken("extension", "a label from 32 on is ignored") {
                $0.own.set(32, Raw.text("later"))
            },
            taken(
                "label-longest", "a name of 128 bytes",
                [
                    ("label", .string(String(repeating: "n", count: 128)))
                ]
            ) { $0.own.set(4, Raw.text(String(repeating: "n", count: 128))) },
            taken("algorithm-eddsa", "the algorithm's older identifier") {
                $0.forge = {
                    $0.protected = Forgery.header(
                        algorithm: Raw.integer(-8), keyID: $0.issuer.publicKey.keyID,
                        type: $0.type)
                }
            },
        ]
    }

    /// A proof in the place of the license (Device-Messages, request).
    private static func proofs() throws -> [SyncCase] {
        let device = try SyncSample.device.get().publicKey.point
        let license = try SyncSample.license()
        let other = try TestIssuer.demo.get().mint(Sample.claims).octets
        let words = Array("latchkey license proof".utf8)
        func code(_ license: [UInt8], _ device: [UInt8], _ request: Identifier<SyncSample>)
            -> [UInt8]
        {
            Array(
                hmac(words + device + request.bytes, key: license)
                    .prefix(16))
        }
        let proofs: [(String, String, [UInt8], Bool)] = try [
            ("proof", "an id and a proof", code(license, device, SyncSample.request), true),
            (
                "proof-other-license", "the proof of another token of the license",
                code(other, device, SyncSample.request), false
            ),
            (
                "proof-other-device", "the proof of another device",
                code(
                    license, SyncSample.otherDevice.get().publicKey.point,
                    SyncSample.request), false
            ),
            (
                "proof-other-request", "the proof of another request",
                code(license, device, identifier("another request")), false
            ),
        ]
        let id = Sample.claims.license
        return try proofs.map { name, description, code, holds in
            try taken(
                name, description, license: [("proofOf", .id(id))], proof: holds
            ) { $0.own.set(1, Raw.array([Raw.id(id), Raw.bytes(code)])) }
            .knowing([
                ("license", .base64(license)), ("issuers", .keys([try TestIssuer.demo.get()])),
            ])
        }
    }

    /// Step 4: the key in the request.
    private static func deviceKeys() throws -> [SyncCase] {
        let plain = try RawSyncMessage.request()
        let other = try SyncSample.otherDevice.get()
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        func confirming(_ key: [UInt8]) -> [UInt8] { Raw.map([(Raw.integer(1), key)]) }
        let keys: [(String, String, [UInt8], String)] = [
            ("key-small-order", "a point of small order", Raw.coseKey(neutral), "sync.device-key"),
            ("key-short", "a key of 31 bytes", Raw.coseKey(filler(31)), "sync.device-key"),
            (
                "key-p256", "a key of another curve",
                RawMap([
                    (1, Raw.integer(1)), (-1, Raw.integer(1)), (-2, Raw.bytes(filler(32))),
                ]).bytes, "sync.device-key"
            ),
            (
                "key-of-other", "the key of another device",
                Raw.coseKey(
                    other.publicKey.point), "sync.unknown-key"
            ),
        ]
        return try keys.map { name, description, key, code in
            try refused(.request, name, description, code, plain) {
                $0.shared.set(8, confirming(key))
            }
        } + [
            refused(
                .request, "borrowed-key-id", "another device signs under this one's key id",
                "sync.signature", plain
            ) {
                let keyID = $0.signer.publicKey.keyID
                $0.signer = other
                $0.forge = { $0.protected = Forgery.header(keyID: keyID, type: $0.type) }
            },
            refused(
                .request, "cnf-bytes", "a byte string in the place of cnf", "sync.claims", plain
            ) { $0.shared.set(8, Raw.bytes(filler(32))) },
            refused(.request, "cnf-key-id", "cnf names a key id", "sync.claims", plain) {
                $0.shared.set(8, Raw.map([(Raw.integer(3), Raw.bytes(filler(8)))]))
            },
        ]
    }

    private static func requestsOutOfRange() throws -> [SyncCase] {
        let plain = try RawSyncMessage.request()
        let id = Raw.id(Sample.claims.license)
        let zeros = Raw.bytes([UInt8](repeating: 0, count: 16))
        let license = try SyncSample.license()
        let bundle = try RawBundle()
        return try unacceptable(
            .request, plain,
            [
                ("license-integer", "an integer in the place of the license", 1, Raw.integer(1)),
                ("proof-short", "a proof of 15 bytes", 1, Raw.array([id, Raw.bytes(filler(15))])),
                (
                    "proof-of-none", "the proof of a UUID of zeros", 1,
                    Raw.array([zeros, Raw.bytes(filler(16))])
                ),
                (
                    "proof-of-three", "three elements", 1,
                    Raw.array([id, Raw.bytes(filler(16)), Raw.integer(1)])
                ),
                ("legacy-empty", "an empty key of another make", 1, Raw.text("")),
                (
                    "legacy-too-long", "one of 513 bytes", 1,
                    Raw.text(String(repeating: "k", count: 513))
                ),
                ("legacy-line-feed", "one with a line feed", 1, Raw.text("AAAA\nBBBB")),
                ("kind-zero", "the kind 0", 2, Raw.integer(0)),
                ("kind-3", "the kind 3", 2, Raw.integer(3)),
                ("activate-used", "a seat, with a last word", 7, Raw.total([0: 1])),
                ("label-empty", "an empty name", 4, Raw.text("")),
                (
                    "label-too-long", "a name of 129 bytes", 4,
                    Raw.text(String(repeating: "n", count: 129))
                ),
                ("label-escape", "a name with a control character", 4, Raw.text("a\u{1b}[2J")),
            ])
            + unacceptable(
                .request, plain,
                [
                    (
                        "license-cut", "a license that ends early", 1,
                        Raw.bytes(license.dropLast())
                    ),
                    ("license-empty", "a license without a byte", 1, Raw.bytes([])),
                    (
                        "license-bundle", "a trust bundle in the place of the license", 1,
                        Raw.bytes(try bundle.signed(by: bundle.roots))
                    ),
                ], code: "sync.license")
            + [
                refused(.request, "issue-negative", "iat before 1970", "sync.claims", plain) {
                    $0.shared.set(6, Raw.integer(-1))
                },
                refused(.request, "id-zero", "a UUID of zeros", "sync.claims", plain) {
                    $0.shared.set(7, zeros)
                },
            ]
    }

    /// Values that several messages share.
    private static func valuesOutOfRange() throws -> [SyncCase] {
        let plain = try RawSyncMessage.request()
        func values(_ name: String, _ value: [UInt8]) -> [UInt8] {
            Raw.map([(Raw.text(name), value)])
        }
        let many = Raw.map(
            (10..<43).map { (Raw.text("c\($0)"), Raw.integer($0)) })
        let nine = (0..<9).map { [UInt8($0)] + filler(7) }
        return try unacceptable(
            .request, plain,
            [
                (
                    "fingerprint-none-needed", "no fact is needed", 3,
                    Raw.fingerprint(needed: 0, [filler(8)])
                ),
                (
                    "fingerprint-too-many-needed", "more facts are needed than there are", 3,
                    Raw.fingerprint(needed: 2, [filler(8)])
                ),
                ("fingerprint-empty", "no fact", 3, Raw.fingerprint(needed: 1, [])),
                ("fingerprint-nine", "nine facts", 3, Raw.fingerprint(needed: 1, nine)),
                (
                    "fingerprint-descending", "digests out of order", 3,
                    Raw.fingerprint(needed: 1, [nine[1], nine[0]])
                ),
                (
                    "fingerprint-twice", "one digest twice", 3,
                    Raw.fingerprint(needed: 1, [nine[1], nine[1]])
                ),
                (
                    "fingerprint-short-digest", "a digest of seven bytes", 3,
                    Raw.fingerprint(needed: 1, [filler(7)])
                ),
                (
                    "fingerprint-short-salt", "a salt of seven bytes", 3,
                    Raw.fingerprint(needed: 1, salt: filler(7), [filler(8)])
                ),
                ("conditions-empty", "an empty map, to be left out", 5, [0xa0]),
                ("conditions-33", "thirty-three conditions", 5, many),
                (
                    "conditions-name", "a name with a capital letter", 5,
                    values("OS", Raw.text("linux"))
                ),
                (
                    "conditions-bytes", "a value that is a byte string", 5,
                    values("os", Raw.bytes([1]))
                ),
                (
                    "conditions-2-53", "the value 2^53", 5,
                    values("n", Raw.integer(9_007_199_254_740_992))
                ),
                ("notes-empty", "an empty map, to be left out", 6, [0xa0]),
            ])
            + unacceptable(
                .request, plain.with { $0.own.set(2, Raw.integer(2)) },
                [
                    ("usage-empty", "an empty map, to be left out", 7, [0xa0]),
                    ("usage-zero", "a meter at zero, to be left out", 7, Raw.total([0: 0])),
                    ("usage-2-53", "2^53 units", 7, Raw.total([0: 9_007_199_254_740_992])),
                    ("meter-2-32", "the meter 2^32", 7, Raw.total([4_294_967_296: 1])),
                    ("meter-negative", "the meter -1", 7, Raw.total([-1: 1])),
                ])
    }
}
