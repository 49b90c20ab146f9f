import LicenseVerifier

extension SyncCase {
    enum Certificates {
        /// What a plain certificate says, with more members.
        static func certificateJSON(_ members: [(String, JSON)] = []) throws -> JSON {
            .object(
                [
                    ("activation", .id(SyncSample.activation)),
                    ("license", .id(Sample.claims.license)),
                    ("organization", .id(Sample.organization)),
                    ("device", .key(try SyncSample.device.get())), ("issuedAt", .time(Sample.now)),
                ] + members)
        }

        /// This device: its key and its license.
        static func thisDevice() throws -> [(String, JSON)] {
            [
                ("device", .key(try SyncSample.device.get())),
                ("license", .id(Sample.claims.license)),
            ]
        }

        private static func taken(
            _ name: String, _ description: String, _ edits: SyncEdit...,
            and more: [(String, JSON)] = []
        ) throws -> SyncCase {
            let octets = try edits.reduce(RawSyncMessage.certificate()) { try $0.with($1) }.octets()
            let claims = try certificateJSON(edits.flatMap(\.read))
            return try SyncCase(
                name, description, .certificate, octets, .accepted([("claims", claims)] + more)
            ).knowing(thisDevice())
        }

        static func all() throws -> [SyncCase] {
            let plain = try RawSyncMessage.certificate()
            return try goodCertificates() + fingerprints() + renewals()
                + foreign(plain) + serviceKeys(plain)
                + incomplete(plain, shared: [6, 7, 8], own: [1, 2], lastLabel: 8)
                + certificatesOutOfRange(plain) + certificatesOfOthers(plain)
        }

        private static func goodCertificates() throws -> [SyncCase] {
            let leaseEnd = Sample.now + .seconds(86_400)
            return try [
                taken("plain", "a seat for good"),
                taken(
                    "every-member", "everything that a certificate can say",
                    .shared(4, Raw.time(leaseEnd)).read("leaseEnd", .time(leaseEnd)),
                    .number(4, "allowance", SpecifiedLimit.count), .text(5, "label", "press 4"),
                    .own(6, Raw.map([(Raw.text("os"), Raw.text("linux"))]))
                        .read("conditions", .object([("os", .string("linux"))])),
                    .time(7, "licenseEnd", Sample.expiresAt), .total(8, "lists", [0: 7, 4095: 1])),
                taken("nothing-allowed", "an allowance of nothing", .number(4, "allowance", 0)),
                taken("extension", "a label from 32 on is ignored", .later),
                taken("bundle", "a key of a trust bundle").with {
                    $0.trust = try RawBundle().trust()
                },
            ]
        }

        /// Machines of two of four facts (Device-Messages, fingerprint).
        private static func fingerprints() throws -> [SyncCase] {
            let salt = filler(8)
            let known = ["machine": "m-1", "board": "b-1", "firmware": "f-1", "volume": "v-1"]
            let digests = known.map { Array(hmac(Array("\($0)\0\($1)".utf8), key: salt).prefix(8)) }
                .sorted { $0.lexicographicallyPrecedes($1) }
            let machines: [(String, String, [(String, String)], Bool)] = [
                (
                    "machine", "the same machine",
                    [("board", "b-1"), ("firmware", "f-1"), ("machine", "m-1"), ("volume", "v-1")],
                    true
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
            let fingerprint = SyncEdit.fingerprint(needed: 2, salt: salt, digests)
            return try machines.map { name, description, facts, isSame in
                try taken(name, description, fingerprint, and: [("sameMachine", .bool(isSame))])
                    .knowing([("machine", .object(facts.map { ($0.0, .string($0.1)) }))])
            }
        }

        /// What becomes of the certificate that is held, which allows ten units.
        private static func renewals() throws -> [SyncCase] {
            func held(from moment: Timestamp = Sample.now) throws -> [(String, JSON)] {
                let held = SyncEdit.own(4, Raw.integer(10)).and(.shared(6, Raw.time(moment)))
                return [("held", .base64(try RawSyncMessage.certificate().with(held).octets()))]
            }
            let second = Duration.seconds(1)
            let rows: [(String, String, allowance: Int64, heldFrom: Timestamp, replaces: Bool)] = [
                ("more", "of one moment, and allows more", 11, Sample.now, true),
                ("less", "of one moment, and allows less", 9, Sample.now, false),
                ("earlier", "earlier than the one that is held", 99, Sample.now + second, false),
                (
                    "later", "later than the one that is held, and allows less", 1,
                    Sample.now - second, true
                ),
            ]
            return try rows.map { name, description, allowance, heldFrom, replaces in
                try taken(
                    name, description, .number(4, "allowance", allowance),
                    and: [("replaces", .bool(replaces))]
                ).knowing(held(from: heldFrom))
            } + [
                refused(
                    "other-activation", "another seat than the one that is held",
                    "sync.other-activation", .certificate(),
                    .shared(7, Raw.id(SyncSample.otherActivation))
                ).knowing(thisDevice() + held())
            ]
        }

        /// Steps 4 and 8 of messages that the service signs.
        static func serviceKeys(
            _ plain: RawSyncMessage, organization: Bool = true
        ) throws -> [SyncCase] {
            let other = try TestIssuer.other.get()
            func bundled(
                _ name: String, _ description: String, _ code: String,
                _ change: (inout RawBundle) -> Void
            ) throws -> SyncCase {
                var bundle = try RawBundle()
                change(&bundle)
                return try SyncCase(name, description, plain.object, plain.octets(), .refused(code))
                    .with { $0.trust = try bundle.trust() }
            }
            let ofOthers =
                try organization
                ? [
                    bundled(
                        "other-organization", "a bundle of another organization",
                        "sync.other-organization"
                    ) { $0.organization = identifier("another organization") }
                ] : []
            return try refused(
                "sync.unknown-key", plain,
                [
                    ("unknown-key", "a key that is not trusted", .signed(by: other)),
                    ("device-key", "the device's own key", .signed(by: SyncSample.device.get())),
                ])
                + refused(
                    "sync.signature", plain,
                    [
                        (
                            "borrowed-key-id", "a stranger under the id of a trusted key",
                            .signed(by: other, as: plain.signer)
                        )
                    ])
                + [
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
                ] + ofOthers
        }

        private static func certificatesOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let smallOrder = Raw.coseKey([1] + [UInt8](repeating: 0, count: 31))
            return try refused(
                "sync.claims", plain,
                [
                    ("license-zero", "a UUID of zeros", .own(1, Raw.zeroID)),
                    ("organization-zero", "a UUID of zeros", .own(2, Raw.zeroID)),
                    (
                        "fingerprint-text", "a text in the place of the fingerprint",
                        .own(3, Raw.text("x"))
                    ),
                    ("allowance-negative", "-1 units", .own(4, Raw.integer(-1))),
                    (
                        "allowance-2-53", "2^53 units",
                        .own(4, Raw.integer(SpecifiedLimit.count + 1))
                    ),
                    ("label-empty", "an empty name", .own(5, Raw.text(""))),
                    ("conditions-empty", "an empty map, to be left out", .own(6, [0xa0])),
                    ("license-end-negative", "an end before 1970", .own(7, Raw.integer(-1))),
                    ("lists-empty", "an empty map, to be left out", .own(8, [0xa0])),
                    ("lists-zero", "the sequence 0", .own(8, Raw.total([0: 0]))),
                    ("lists-4096", "the shard 4096", .own(8, Raw.total([4096: 1]))),
                    (
                        "lease-at-issue", "a lease that ends as it begins",
                        .shared(4, Raw.time(Sample.now))
                    ),
                ])
                + refused(
                    "sync.device-key", plain,
                    [
                        (
                            "small-order", "a device key of small order",
                            .shared(8, Raw.map([(Raw.integer(1), smallOrder)]))
                        )
                    ])
        }

        /// Step 9.
        private static func certificatesOfOthers(_ plain: RawSyncMessage) throws -> [SyncCase] {
            try [
                refused(
                    "other-device", "for another device", "sync.other-device", plain,
                    .shared(8, Raw.confirming(SyncSample.otherDevice.get()))),
                refused(
                    "other-license", "for another license", "sync.other-license", plain,
                    .own(1, Raw.id(SyncSample.otherLicense))),
            ].map { try $0.knowing(thisDevice()) }
        }
    }
}
