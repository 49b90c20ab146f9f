import LicenseVerifier

extension SyncCase {
    /// The messages that wait for an answer: a request, and two reports.
    private static let requestName = SyncSample.name(of: Array("request".utf8))
    private static let reportNames = [1, 2].map { SyncSample.name(of: Array("report \($0)".utf8)) }

    private static func waiting() throws -> [(String, JSON)] {
        let messages = [requestName] + reportNames
        return try thisDevice() + [
            ("sequence", .number(2)),
            (
                "waiting",
                .array(
                    messages.enumerated().map { number, digest in
                        .object([("sequence", .number(Int64(number))), ("digest", .hex(digest))])
                    })
            ),
        ]
    }

    /// A receipt that must be taken.
    private static func taken(
        _ name: String, _ description: String, to request: [UInt8]? = nil, outcome: Int64 = 1,
        _ members: [(String, JSON)] = [], effects: [String] = [],
        _ change: (inout RawSyncMessage) throws -> Void = { _ in }
    ) throws -> SyncCase {
        let request = request ?? requestName
        let claims: [(String, JSON)] =
            [
                ("request", .hex(request)), ("issuedAt", .time(Sample.now)),
                ("outcome", .number(outcome)),
            ] + members
        let octets = try RawSyncMessage.receipt(to: request, outcome: outcome).with(change).octets()
        return try SyncCase(
            name, description, .receipt, octets,
            .accepted([("claims", .object(claims)), ("effects", .strings(effects))])
        ).knowing(waiting())
    }

    static func receipts() throws -> [SyncCase] {
        let plain = try RawSyncMessage.receipt(to: requestName)
        return try goodReceipts() + reportReceipts()
            + foreign(.receipt, plain) + serviceKeys(.receipt, plain, organization: false)
            + incomplete(.receipt, plain, shared: [6], own: [3, 7], lastLabel: 7)
            + receiptsOutOfRange() + innerCertificates() + receiptsOfOthers()
    }

    private static func goodReceipts() throws -> [SyncCase] {
        let certificate = try RawSyncMessage.certificate().octets()
        let named: (String, JSON) = ("activation", .id(SyncSample.activation))
        let outcomes: [(Int64, String)] = [
            (4, "no seat"), (5, "revoked"), (6, "suspended"), (7, "expired"),
            (8, "unknown license"), (9, "deactivated"), (10, "conditions"),
        ]
        return try [
            taken(
                "seat", "a seat, with its certificate",
                [named, ("certificate", certificateJSON())], effects: ["renewed"]
            ) {
                $0.own.set(4, Raw.bytes(certificate))
            },
            taken(
                "every-member", "a seat and another license",
                [
                    named, ("certificate", certificateJSON()),
                    ("replacement", .base64(try SyncSample.license())),
                    ("usage", .object([("0", .number(40))])),
                ], effects: ["replacement", "renewed"]
            ) {
                $0.own.set(4, Raw.bytes(certificate))
                $0.own.set(5, Raw.bytes(try SyncSample.license()))
                $0.own.set(6, Raw.total([0: 40]))
            },
            taken("extension", "a label from 32 on is ignored") {
                $0.own.set(32, Raw.text("later"))
            },
            taken("bundle", "a key of a trust bundle").with {
                $0.trust = try RawBundle().trust()
            },
        ]
            + outcomes.map { outcome, words in
                try taken(
                    "outcome-\(outcome)", "a refusal: \(words)", outcome: outcome,
                    effects: ["refused"])
            }
    }

    /// Answers to reports.
    private static func reportReceipts() throws -> [SyncCase] {
        let seat: (inout RawSyncMessage) -> Void = {
            $0.own.set(1, Raw.id(SyncSample.activation))
        }
        func of(_ number: Int64) -> [(String, JSON)] {
            [("activation", .id(SyncSample.activation)), ("sequence", .number(number))]
        }
        func answer(
            _ name: String, _ description: String, number: Int64, outcome: Int64 = 1,
            effects: [String] = []
        ) throws -> SyncCase {
            try taken(
                name, description, to: reportNames[Int(number) - 1], outcome: outcome, of(number),
                effects: effects
            ) {
                seat(&$0)
                $0.own.set(2, Raw.integer(number))
            }
        }
        let again = try RawSyncMessage.receipt(to: reportNames[0]).octets()
        return try [
            answer("report", "the newest report was taken", number: 2),
            answer("late", "an older report was taken", number: 1),
            answer("stale", "an older report came behind a newer one", number: 1, outcome: 2),
            answer(
                "stale-newest", "the newest report is old to the vendor: another copy is ahead",
                number: 2, outcome: 2, effects: ["forked"]),
            answer(
                "forked", "two copies of the ledger", number: 2, outcome: 3, effects: ["forked"]),
            taken("again", "the receipt that was taken last, once more", to: reportNames[0])
                .knowing([("taken", .hex(SyncSample.name(of: again)))]),
        ]
    }

    private static func receiptsOutOfRange() throws -> [SyncCase] {
        let plain = try RawSyncMessage.receipt(to: requestName)
        let certificate = Raw.bytes(try RawSyncMessage.certificate().octets())
        return try unacceptable(
            .receipt, plain,
            [
                (
                    "activation-zero", "a UUID of zeros", 1,
                    Raw.bytes([UInt8](repeating: 0, count: 16))
                ),
                (
                    "sequence-alone", "the number of a report without its activation", 2,
                    Raw.integer(1)
                ),
                ("outcome-zero", "the outcome 0", 3, Raw.integer(0)),
                ("outcome-11", "the outcome 11", 3, Raw.integer(11)),
                (
                    "certificate-cut", "a certificate that is no signed object", 4,
                    Raw.bytes(filler(9))
                ),
                ("certificate-text", "a certificate that is a text", 4, Raw.text("")),
                ("replacement-text", "a license that is a text", 5, Raw.text("DEMO_")),
                ("usage-empty", "an empty map, to be left out", 6, [0xa0]),
                ("request-short", "a digest of 15 bytes", 7, Raw.bytes(filler(15))),
            ])
            + [
                refused(
                    .receipt, "activation-twice", "the activation beside the certificate",
                    "sync.claims", plain
                ) {
                    $0.own.set(1, Raw.id(SyncSample.activation))
                    $0.own.set(4, certificate)
                },
                refused(
                    .receipt, "sequence-zero", "the number 0 of a report", "sync.claims", plain
                ) {
                    $0.own.set(1, Raw.id(SyncSample.activation))
                    $0.own.set(2, Raw.integer(0))
                },
                refused(
                    .receipt, "replacement-cut", "a license that ends early", "sync.license", plain
                ) { $0.own.set(5, Raw.bytes(try SyncSample.license().dropLast())) },
            ]
    }

    /// A certificate inside passes the steps on its own.
    private static func innerCertificates() throws -> [SyncCase] {
        let plain = try RawSyncMessage.receipt(to: requestName)
        func inner(
            _ name: String, _ description: String, _ code: String, _ octets: [UInt8]
        ) throws -> SyncCase {
            try refused(.receipt, "certificate-\(name)", description, code, plain) {
                $0.own.set(4, Raw.bytes(octets))
            }.knowing(waiting())
        }
        func certificate(_ change: (inout RawSyncMessage) throws -> Void) throws -> [UInt8] {
            try RawSyncMessage.certificate().with(change).octets()
        }
        let held = try RawSyncMessage.certificate().octets()
        return try [
            inner("typ", "a receipt in the place of the certificate", "sync.type", plain.octets()),
            inner(
                "unknown-key", "signed by a stranger", "sync.unknown-key",
                certificate { $0.signer = try TestIssuer.other.get() }),
            inner(
                "flipped", "one bit of the certificate's signature", "sync.signature",
                certificate {
                    $0.forge = { $0.changeSignature = { [$0[0] ^ 1] + $0.dropFirst() } }
                }),
            inner(
                "claims", "a certificate without a license", "sync.claims",
                certificate { $0.own.remove(1) }),
            inner(
                "other-device", "for another device", "sync.other-device",
                certificate { $0.shared.set(8, Raw.confirming(try SyncSample.otherDevice.get())) }),
            inner(
                "other-license", "for another license", "sync.other-license",
                certificate { $0.own.set(1, Raw.id(identifier("another license") as LicenseID)) }),
            inner(
                "other-activation", "of another seat than the one that is held",
                "sync.other-activation",
                certificate {
                    $0.shared.set(7, Raw.id(identifier("another activation") as ActivationID))
                }
            ).knowing([("held", .base64(held))]),
        ]
    }

    /// Step 9.
    private static func receiptsOfOthers() throws -> [SyncCase] {
        let held: [(String, JSON)] = [
            ("held", .base64(try RawSyncMessage.certificate().octets()))
        ]
        func other(
            _ name: String, _ description: String, _ code: String = "sync.other-request",
            to request: [UInt8], _ change: (inout RawSyncMessage) -> Void = { _ in }
        ) throws -> SyncCase {
            try refused(
                .receipt, name, description, code, RawSyncMessage.receipt(to: request), change
            ).knowing(waiting())
        }
        return try [
            other("other-request", "the answer to a message of another device", to: filler(16)),
            other(
                "request-as-report", "the answer to the request, with a report's number",
                to: requestName
            ) {
                $0.own.set(1, Raw.id(SyncSample.activation))
                $0.own.set(2, Raw.integer(1))
            },
            other(
                "other-report", "the answer to a report, with another number", to: reportNames[0]
            ) {
                $0.own.set(1, Raw.id(SyncSample.activation))
                $0.own.set(2, Raw.integer(2))
            },
            other(
                "report-as-request", "the answer to a report, without a number",
                to: reportNames[0]),
            other(
                "other-activation", "of another activation than the one that is held",
                "sync.other-activation", to: requestName
            ) { $0.own.set(1, Raw.id(identifier("another activation") as ActivationID)) }
            .knowing(held),
        ]
    }
}
