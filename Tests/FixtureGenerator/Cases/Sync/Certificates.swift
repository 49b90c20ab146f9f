import LicenseVerifier

extension SyncCase {
    /// What a plain certificate says, with more members.
    static func certificateJSON(_ members: [(String, JSON)] = []) throws -> JSON {
        .object(
            [
                ("activation", .id(SyncSample.activation)), ("license", .id(Sample.claims.license)),
                ("organization", .id(Sample.organization)),
                ("device", .key(try SyncSample.device.get())), ("issuedAt", .time(Sample.now)),
            ] + members)
    }

    /// This device: its key and its license.
    static func thisDevice() throws -> [(String, JSON)] {
        [("device", .key(try SyncSample.device.get())), ("license", .id(Sample.claims.license))]
    }

    private static func taken(
        _ name: String, _ description: String, _ members: [(String, JSON)] = [],
        and more: [(String, JSON)] = [],
        _ change: (inout RawSyncMessage) throws -> Void = { _ in }
    ) throws -> SyncCase {
        try SyncCase(
            name, description, .certificate, RawSyncMessage.certificate().with(change).octets(),
            .accepted([("claims", certificateJSON(members))] + more)
        ).knowing(thisDevice())
    }

    static func certificates() throws -> [SyncCase] {
        let plain = try RawSyncMessage.certificate()
        return try goodCertificates() + fingerprints() + renewals()
            + foreign(.certificate, plain) + serviceKeys(.certificate, plain)
            + incomplete(.certificate, plain, shared: [6, 7, 8], own: [1, 2], lastLabel: 8)
            + certificatesOutOfRange() + certificatesOfOthers()
    }

    private static func goodCertificates() throws -> [SyncCase] {
        try [
            taken("plain", "a seat for good"),
            taken(
                "every-member", "everything that a certificate can say",
                [
                    ("leaseEnd", .time(Sample.now + .seconds(86_400))),
                    ("allowance", .number(9_007_199_254_740_991)), ("label", .string("press 4")),
                    ("conditions", .object([("os", .string("linux"))])),
                    ("licenseEnd", .time(Sample.expiresAt)),
                    ("lists", .object([("0", .number(7)), ("4095", .number(1))])),
                ]
            ) {
                $0.shared.set(4, Raw.time(Sample.now + .seconds(86_400)))
                $0.own.set(4, Raw.integer(9_007_199_254_740_991))
                $0.own.set(5, Raw.text("press 4"))
                $0.own.set(6, Raw.map([(Raw.text("os"), Raw.text("linux"))]))
                $0.own.set(7, Raw.time(Sample.expiresAt))
                $0.own.set(8, Raw.total([0: 7, 4095: 1]))
            },
            taken("nothing-allowed", "an allowance of nothing", [("allowance", .number(0))]) {
                $0.own.set(4, Raw.integer(0))
            },
            taken("extension", "a label from 32 on is ignored") {
                $0.own.set(32, Raw.text("later"))
            },
            taken("bundle", "a key of a trust bundle").with {
                $0.trust = try RawBundle().trust()
            },
        ]
    }

    /// Machines of two of four facts (Device-Messages, fingerprint).
    private static func fingerprints() throws -> [SyncCase] {
        let salt = filler(8)
        let known = ["machine": "m-1", "board": "b-1", "firmware": "f-1", "volume": "v-1"]
        let digests = known.map { name, value in
            hmac(Array("\(name)\0\(value)".utf8), key: salt)
        }.map { Array($0.prefix(8)) }.sorted { $0.lexicographicallyPrecedes($1) }
        let machines: [(String, String, [(String, String)], Bool)] = [
            (
                "machine", "the same machine",
                [("board", "b-1"), ("firmware", "f-1"), ("machine", "m-1"), ("volume", "v-1")], true
            ),
            (
                "machine-two-facts", "two facts are found, as many as are needed",
                [("machine", "m-1"), ("volume", "v-1")], true
            ),
            (
                "machine-one-fact", "one fact is the same, and two are needed",
                [("board", "b-2"), ("firmware", "f-2"), ("machine", "m-2"), ("volume", "v-1")],
                false
            ),
            (
                "machine-swapped", "the same values under other names",
                [("machine", "v-1"), ("volume", "m-1")], false
            ),
        ]
        let fingerprint = JSON.object([
            ("needed", .number(2)), ("salt", .hex(salt)),
            ("digests", .array(digests.map { .hex($0) })),
        ])
        return try machines.map { name, description, facts, isSame in
            try taken(
                name, description, [("fingerprint", fingerprint)],
                and: [("sameMachine", .bool(isSame))]
            ) { $0.own.set(3, Raw.fingerprint(needed: 2, salt: salt, digests)) }
            .knowing([("machine", .object(facts.map { ($0.0, .string($0.1)) }))])
        }
    }

    /// What becomes of the certificate that is held.
    private static func renewals() throws -> [SyncCase] {
        func held(_ change: (inout RawSyncMessage) -> Void = { _ in }) throws -> [(String, JSON)] {
            let certificate = try RawSyncMessage.certificate().with {
                $0.own.set(4, Raw.integer(10))
                change(&$0)
            }
            return [("held", .base64(try certificate.octets()))]
        }
        let later = Sample.now + .seconds(1)
        return try [
            taken(
                "more", "of one moment, and allows more", [("allowance", .number(11))],
                and: [("replaces", .bool(true))]
            ) { $0.own.set(4, Raw.integer(11)) }
            .knowing(held()),
            taken(
                "less", "of one moment, and allows less", [("allowance", .number(9))],
                and: [("replaces", .bool(false))]
            ) { $0.own.set(4, Raw.integer(9)) }
            .knowing(held()),
            taken(
                "earlier", "earlier than the one that is held", [("allowance", .number(99))],
                and: [("replaces", .bool(false))]
            ) { $0.own.set(4, Raw.integer(99)) }
            .knowing(held { $0.shared.set(6, Raw.time(later)) }),
            taken(
                "later", "later than the one that is held, and allows less",
                [("allowance", .number(1))], and: [("replaces", .bool(true))]
            ) { $0.own.set(4, Raw.integer(1)) }
            .knowing(held { $0.shared.set(6, Raw.time(Sample.now - .seconds(1))) }),
            refused(
                .certificate, "other-activation", "another seat than the one that is held",
                "sync.other-activation", RawSyncMessage.certificate()
            ) { $0.shared.set(7, Raw.id(identifier("another activation") as ActivationID)) }
            .knowing(thisDevice() + held()),
        ]
    }

    /// Steps 4 and 8 of messages that the service signs.
    static func serviceKeys(
        _ object: Object, _ plain: RawSyncMessage, organization: Bool = true
    ) throws -> [SyncCase] {
        func bundled(
            _ name: String, _ description: String, _ code: String,
            _ change: (inout RawBundle) -> Void
        ) throws -> SyncCase {
            var bundle = try RawBundle()
            change(&bundle)
            return try refused(object, name, description, code, plain) { _ in }
                .with { $0.trust = try bundle.trust() }
        }
        let other = try TestIssuer.other.get()
        let plainKey = plain.signer.publicKey.keyID
        return try [
            refused(object, "unknown-key", "a key that is not trusted", "sync.unknown-key", plain) {
                $0.signer = other
            },
            refused(object, "device-key", "the device's own key", "sync.unknown-key", plain) {
                $0.signer = try SyncSample.device.get()
            },
            refused(
                object, "borrowed-key-id", "a stranger under the id of a trusted key",
                "sync.signature", plain
            ) {
                $0.signer = other
                $0.forge = { $0.protected = Forgery.header(keyID: plainKey, type: $0.type) }
            },
            bundled("role", "a key of another role", "sync.unknown-key") {
                $0.keys[1].role = RawBundleKey.status
            },
            bundled("compromised", "a stolen key", "sync.unknown-key") {
                $0.keys[1].compromisedAt = Sample.issuedAt
            },
            bundled("window-early", "before the key's window", "sync.window") {
                $0.keys[1].notBefore = Sample.now + .seconds(1)
            },
            bundled("window-late", "at the end of the key's window", "sync.window") {
                $0.keys[1].notAfter = Sample.now
            },
        ]
            + (organization
                ? [
                    bundled(
                        "other-organization", "a bundle of another organization",
                        "sync.other-organization"
                    ) { $0.organization = identifier("another organization") }
                ] : [])
    }

    private static func certificatesOutOfRange() throws -> [SyncCase] {
        let plain = try RawSyncMessage.certificate()
        let zeros = Raw.bytes([UInt8](repeating: 0, count: 16))
        return try unacceptable(
            .certificate, plain,
            [
                ("license-zero", "a UUID of zeros", 1, zeros),
                ("organization-zero", "a UUID of zeros", 2, zeros),
                ("fingerprint-text", "a text in the place of the fingerprint", 3, Raw.text("x")),
                ("allowance-negative", "-1 units", 4, Raw.integer(-1)),
                ("allowance-2-53", "2^53 units", 4, Raw.integer(9_007_199_254_740_992)),
                ("label-empty", "an empty name", 5, Raw.text("")),
                ("conditions-empty", "an empty map, to be left out", 6, [0xa0]),
                ("license-end-negative", "an end before 1970", 7, Raw.integer(-1)),
                ("lists-empty", "an empty map, to be left out", 8, [0xa0]),
                ("lists-zero", "the sequence 0", 8, Raw.total([0: 0])),
                ("lists-4096", "the shard 4096", 8, Raw.total([4096: 1])),
            ])
            + [
                refused(
                    .certificate, "lease-at-issue", "a lease that ends as it begins",
                    "sync.claims", plain
                ) { $0.shared.set(4, Raw.time(Sample.now)) },
                refused(
                    .certificate, "small-order", "a device key of small order",
                    "sync.device-key", plain
                ) {
                    let key = Raw.coseKey([1] + [UInt8](repeating: 0, count: 31))
                    $0.shared.set(8, Raw.map([(Raw.integer(1), key)]))
                },
            ]
    }

    /// Step 9.
    private static func certificatesOfOthers() throws -> [SyncCase] {
        let plain = try RawSyncMessage.certificate()
        return try [
            refused(
                .certificate, "other-device", "for another device", "sync.other-device", plain
            ) { $0.shared.set(8, Raw.confirming(try SyncSample.otherDevice.get())) },
            refused(
                .certificate, "other-license", "for another license", "sync.other-license", plain
            ) { $0.own.set(1, Raw.id(identifier("another license") as LicenseID)) },
        ].map { try $0.knowing(thisDevice()) }
    }
}
