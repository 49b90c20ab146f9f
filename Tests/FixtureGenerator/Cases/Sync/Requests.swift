import LicenseVerifier

extension SyncCase {
    enum Requests {
        /// A request that must be taken.
        private static func taken(
            _ name: String, _ description: String, kind: String = "activate",
            license: (String, JSON)? = nil, _ edits: SyncEdit..., proof: Bool? = nil
        ) throws -> SyncCase {
            let license = try license ?? ("key", .base64(SyncSample.license()))
            let claims: [(String, JSON)] =
                [
                    ("kind", .string(kind)), ("license", .object([license])),
                    ("device", .key(try SyncSample.device.get())), ("id", .id(SyncSample.request)),
                    ("issuedAt", .time(Sample.now)),
                ] + edits.flatMap(\.read)
            let octets = try edits.reduce(RawSyncMessage.request()) { try $0.with($1) }.octets()
            return try SyncCase(
                name, description, .request, octets,
                .accepted(
                    [("claims", .object(claims))] + (proof.map { [("proof", .bool($0))] } ?? [])))
        }

        static func all() throws -> [SyncCase] {
            let plain = try RawSyncMessage.request()
            return try goodRequests() + proofs() + foreign(plain) + deviceKeys(plain)
                + incomplete(plain, shared: [6, 7, 8], own: [1, 2], lastLabel: 7)
                + requestsOutOfRange(plain) + licensesOutOfForm(plain)
                + fingerprintsOutOfRange(plain) + conditionsOutOfRange(plain)
                + usageOutOfRange(plain)
        }

        private static func goodRequests() throws -> [SyncCase] {
            func legacy(_ name: String, _ description: String, _ key: String) throws -> SyncCase {
                try taken(
                    name, description, license: ("legacy", .string(key)), .own(1, Raw.text(key)))
            }
            let deactivate = SyncEdit.own(2, Raw.integer(2))
            let conditions = Raw.map([
                (Raw.text("os"), Raw.text("linux")), (Raw.text("server"), Raw.bool(true)),
            ])
            return try [
                taken("key", "a seat, with the license itself"),
                taken(
                    "every-member", "everything that such a request can say",
                    .fingerprint(needed: 1, [filler(8), [0xff] + filler(7)]),
                    .text(4, "label", "press 4"),
                    .own(5, conditions).read(
                        "conditions", .object([("os", .string("linux")), ("server", .bool(true))])),
                    .own(6, Raw.map([(Raw.text("floor"), Raw.integer(-2))]))
                        .read("notes", .object([("floor", .number(-2))]))),
                legacy("legacy", "with a license key of another make", "AAAA-BBBB-CCCC-DDDD"),
                legacy(
                    "legacy-longest", "with one of 512 bytes", String(repeating: "k", count: 512)),
                taken(
                    "deactivate", "a seat back, of which nothing was used", kind: "deactivate",
                    deactivate),
                taken(
                    "deactivate-used", "a seat back, with the last word on two meters",
                    kind: "deactivate", deactivate, .total(7, "usage", [0: 7, 5: 1])),
                taken("extension", "a label from 32 on is ignored", .later),
                taken(
                    "label-longest", "a name of 128 bytes",
                    .text(4, "label", String(repeating: "n", count: 128))),
                taken(
                    "algorithm-eddsa", "the algorithm's older identifier",
                    .forged {
                        $0.protected = Forgery.header(
                            algorithm: Raw.integer(-8), keyID: $0.issuer.publicKey.keyID,
                            type: $0.type)
                    }),
            ]
        }

        /// A proof in the place of the license (Device-Messages, request).
        private static func proofs() throws -> [SyncCase] {
            let device = try SyncSample.device.get().publicKey.point
            let otherDevice = try SyncSample.otherDevice.get().publicKey.point
            let license = try SyncSample.license()
            let otherLicense = try TestIssuer.demo.get().mint(Sample.claims).octets
            let request = SyncSample.request.bytes
            let otherRequest = (identifier("another request") as Identifier<SyncSample>).bytes
            let rows: [(String, String, license: [UInt8], proven: [UInt8], holds: Bool)] = [
                ("proof", "an id and a proof", license, device + request, true),
                (
                    "proof-other-license", "the proof of another token of the license",
                    otherLicense,
                    device + request, false
                ),
                (
                    "proof-other-device", "the proof of another device", license,
                    otherDevice + request,
                    false
                ),
                (
                    "proof-other-request", "the proof of another request", license,
                    device + otherRequest, false
                ),
            ]
            let id = Sample.claims.license
            let known: [(String, JSON)] = [
                ("license", .base64(license)), ("issuers", .keys([try TestIssuer.demo.get()])),
            ]
            return try rows.map { name, description, key, proven, holds in
                let code = hmac(Array("latchkey license proof".utf8) + proven, key: key).prefix(16)
                return try taken(
                    name, description, license: ("proofOf", .id(id)),
                    .own(1, Raw.array([Raw.id(id), Raw.bytes(Array(code))])), proof: holds
                ).knowing(known)
            }
        }

        /// Step 4: the key in the request.
        private static func deviceKeys(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let other = try SyncSample.otherDevice.get()
            let neutral = [1] + [UInt8](repeating: 0, count: 31)
            let p256 = RawMap([
                (1, Raw.integer(1)), (-1, Raw.integer(1)), (-2, Raw.bytes(filler(32))),
            ])
            func key(_ key: [UInt8]) -> SyncEdit { .shared(8, Raw.map([(Raw.integer(1), key)])) }
            return try refused(
                "sync.device-key", plain,
                [
                    ("key-small-order", "a point of small order", key(Raw.coseKey(neutral))),
                    ("key-short", "a key of 31 bytes", key(Raw.coseKey(filler(31)))),
                    ("key-p256", "a key of another curve", key(p256.bytes)),
                ])
                + [
                    refused(
                        "key-of-other", "the key of another device", "sync.unknown-key", plain,
                        key(Raw.coseKey(other.publicKey.point))),
                    refused(
                        "borrowed-key-id", "another device signs under this one's key id",
                        "sync.signature", plain, .signed(by: other, as: plain.signer)),
                    refused(
                        "cnf-bytes", "a byte string in the place of cnf", "sync.claims", plain,
                        .shared(8, Raw.bytes(filler(32)))),
                    refused(
                        "cnf-key-id", "cnf names a key id", "sync.claims", plain,
                        .shared(8, Raw.map([(Raw.integer(3), Raw.bytes(filler(8)))]))),
                ]
        }

        private static func requestsOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            func text(_ label: Int64, _ text: String) -> SyncEdit { .own(label, Raw.text(text)) }
            func proof(_ elements: [UInt8]...) -> SyncEdit { .own(1, Raw.array(elements)) }
            let id = Raw.id(Sample.claims.license)
            return try refused(
                "sync.claims", plain,
                [
                    (
                        "license-integer", "an integer in the place of the license",
                        .own(1, Raw.integer(1))
                    ),
                    ("proof-short", "a proof of 15 bytes", proof(id, Raw.bytes(filler(15)))),
                    (
                        "proof-of-none", "the proof of a UUID of zeros",
                        proof(Raw.zeroID, Raw.bytes(filler(16)))
                    ),
                    (
                        "proof-of-three", "three elements",
                        proof(id, Raw.bytes(filler(16)), Raw.integer(1))
                    ),
                    ("legacy-empty", "an empty key of another make", text(1, "")),
                    (
                        "legacy-too-long", "one of 513 bytes",
                        text(1, String(repeating: "k", count: 513))
                    ),
                    ("legacy-line-feed", "one with a line feed", text(1, "AAAA\nBBBB")),
                    ("kind-zero", "the kind 0", .own(2, Raw.integer(0))),
                    ("kind-3", "the kind 3", .own(2, Raw.integer(3))),
                    ("activate-used", "a seat, with a last word", .own(7, Raw.total([0: 1]))),
                    ("label-empty", "an empty name", text(4, "")),
                    (
                        "label-too-long", "a name of 129 bytes",
                        text(4, String(repeating: "n", count: 129))
                    ),
                    ("label-escape", "a name with a control character", text(4, "a\u{1b}[2J")),
                    ("issue-negative", "iat before 1970", .shared(6, Raw.integer(-1))),
                    ("id-zero", "a UUID of zeros", .shared(7, Raw.zeroID)),
                ])
        }

        private static func licensesOutOfForm(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let bundle = try RawBundle()
            return try refused(
                "sync.license", plain,
                [
                    (
                        "license-cut", "a license that ends early",
                        .own(1, Raw.bytes(SyncSample.license().dropLast()))
                    ),
                    ("license-empty", "a license without a byte", .own(1, Raw.bytes([]))),
                    (
                        "license-bundle", "a trust bundle in the place of the license",
                        .own(1, Raw.bytes(bundle.signed(by: bundle.roots)))
                    ),
                ])
        }

        // MARK: - Values that several messages share

        private static func fingerprintsOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let nine = (0..<9).map { [UInt8($0)] + filler(7) }
            let one = [filler(8)]
            let rows: [(String, String, needed: Int64, salt: [UInt8], digests: [[UInt8]])] = [
                ("none-needed", "no fact is needed", 0, filler(8), one),
                ("too-many-needed", "more facts are needed than there are", 2, filler(8), one),
                ("empty", "no fact", 1, filler(8), []),
                ("nine", "nine facts", 1, filler(8), nine),
                ("descending", "digests out of order", 1, filler(8), [nine[1], nine[0]]),
                ("twice", "one digest twice", 1, filler(8), [nine[1], nine[1]]),
                ("short-digest", "a digest of seven bytes", 1, filler(8), [filler(7)]),
                ("short-salt", "a salt of seven bytes", 1, filler(7), one),
            ]
            return try refused(
                "sync.claims", plain,
                rows.map { name, description, needed, salt, digests in
                    (
                        "fingerprint-\(name)", description,
                        .fingerprint(needed: needed, salt: salt, digests)
                    )
                })
        }

        private static func conditionsOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            func condition(_ name: String, _ value: [UInt8]) -> SyncEdit {
                .own(5, Raw.map([(Raw.text(name), value)]))
            }
            let many = Raw.map((10..<43).map { (Raw.text("c\($0)"), Raw.integer($0)) })
            return try refused(
                "sync.claims", plain,
                [
                    ("conditions-empty", "an empty map, to be left out", .own(5, [0xa0])),
                    ("conditions-33", "thirty-three conditions", .own(5, many)),
                    (
                        "conditions-name", "a name with a capital letter",
                        condition("OS", Raw.text("linux"))
                    ),
                    (
                        "conditions-bytes", "a value that is a byte string",
                        condition("os", Raw.bytes([1]))
                    ),
                    (
                        "conditions-2-53", "the value 2^53",
                        condition("n", Raw.integer(SpecifiedLimit.count + 1))
                    ),
                    ("notes-empty", "an empty map, to be left out", .own(6, [0xa0])),
                ])
        }

        private static func usageOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let rows: [(String, String, [Int64: Int64])] = [
                ("usage-empty", "an empty map, to be left out", [:]),
                ("usage-zero", "a meter at zero, to be left out", [0: 0]),
                ("usage-2-53", "2^53 units", [0: SpecifiedLimit.count + 1]),
                ("meter-2-32", "the meter 2^32", [1 << 32: 1]),
                ("meter-negative", "the meter -1", [-1: 1]),
            ]
            return try refused(
                "sync.claims", plain.with(.own(2, Raw.integer(2))),
                rows.map { name, description, usage in
                    (name, description, .own(7, Raw.total(usage)))
                })
        }
    }
}
