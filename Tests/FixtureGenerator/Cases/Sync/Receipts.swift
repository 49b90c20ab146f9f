import LicenseVerifier

extension SyncCase {
    enum Receipts {
        /// The messages that wait for an answer: a request, and two reports.
        private static let requestName = SyncSample.name(of: Array("request".utf8))
        private static let reportNames = [1, 2].map {
            SyncSample.name(of: Array("report \($0)".utf8))
        }

        private static func waiting() throws -> [(String, JSON)] {
            let messages = ([requestName] + reportNames).enumerated().map { number, digest in
                JSON.object([("sequence", .number(Int64(number))), ("digest", .hex(digest))])
            }
            return try Certificates.thisDevice() + [
                ("sequence", .number(2)), ("waiting", .array(messages)),
            ]
        }

        /// A receipt that must be taken.
        private static func taken(
            _ name: String, _ description: String, to request: [UInt8]? = nil, outcome: Int64 = 1,
            _ edits: SyncEdit..., effects: [String] = []
        ) throws -> SyncCase {
            let request = request ?? requestName
            let plain = try RawSyncMessage.receipt(to: request, outcome: outcome)
            let claims: [(String, JSON)] =
                [
                    ("request", .hex(request)), ("issuedAt", .time(Sample.now)),
                    ("outcome", .number(outcome)),
                ] + edits.flatMap(\.read)
            return try SyncCase(
                name, description, .receipt, edits.reduce(plain) { try $0.with($1) }.octets(),
                .accepted([("claims", .object(claims)), ("effects", .strings(effects))])
            ).knowing(waiting())
        }

        static func all() throws -> [SyncCase] {
            let plain = try RawSyncMessage.receipt(to: requestName)
            return try goodReceipts() + reportReceipts()
                + foreign(plain) + Certificates.serviceKeys(plain, organization: false)
                + incomplete(plain, shared: [6], own: [3, 7], lastLabel: 7)
                + receiptsOutOfRange(plain) + innerCertificates(plain) + receiptsOfOthers()
        }

        /// Names the activation.
        private static var named: SyncEdit { .own(1, Raw.id(SyncSample.activation)) }

        private static func goodReceipts() throws -> [SyncCase] {
            let seat = try SyncEdit.own(4, Raw.bytes(RawSyncMessage.certificate().octets()))
                .read("activation", .id(SyncSample.activation)).read(
                    "certificate", Certificates.certificateJSON())
            let license = try SyncSample.license()
            let refusals: [(Int64, String)] = [
                (4, "no seat"), (5, "revoked"), (6, "suspended"), (7, "expired"),
                (8, "unknown license"), (9, "deactivated"), (10, "conditions"),
                (11, "usage"),
            ]
            return try [
                taken("seat", "a seat, with its certificate", seat, effects: ["renewed"]),
                taken(
                    "every-member", "a seat and another license", seat,
                    .own(5, Raw.bytes(license)).read("replacement", .base64(license)),
                    .total(6, "usage", [0: 40]), effects: ["replacement", "renewed"]),
                taken("extension", "a label from 32 on is ignored", .later),
                taken("bundle", "a key of a trust bundle").with {
                    $0.trust = try RawBundle().trust()
                },
            ]
                + refusals.map { outcome, words in
                    try taken(
                        "outcome-\(outcome)", "a refusal: \(words)", outcome: outcome,
                        effects: ["refused"])
                }
        }

        /// Answers to reports.
        private static func reportReceipts() throws -> [SyncCase] {
            let rows: [(String, String, number: Int64, outcome: Int64, effects: [String])] = [
                ("report", "the newest report was taken", 2, 1, []),
                ("late", "an older report was taken", 1, 1, []),
                ("stale", "an older report came behind a newer one", 1, 2, []),
                (
                    "stale-newest", "the newest report is old to the vendor: another copy is ahead",
                    2,
                    2, ["forked"]
                ),
                ("forked", "two copies of the ledger", 2, 3, ["forked"]),
            ]
            let again = try RawSyncMessage.receipt(to: reportNames[0]).octets()
            return try rows.map { name, description, number, outcome, effects in
                try taken(
                    name, description, to: reportNames[Int(number) - 1], outcome: outcome,
                    named.read("activation", .id(SyncSample.activation)),
                    .number(2, "sequence", number), effects: effects)
            } + [
                taken("again", "the receipt that was taken last, once more", to: reportNames[0])
                    .knowing([("taken", .hex(SyncSample.name(of: again)))])
            ]
        }

        private static func receiptsOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let certificate = Raw.bytes(try RawSyncMessage.certificate().octets())
            return try refused(
                "sync.claims", plain,
                [
                    ("activation-zero", "a UUID of zeros", .own(1, Raw.zeroID)),
                    (
                        "sequence-alone", "the number of a report without its activation",
                        .own(2, Raw.integer(1))
                    ),
                    ("outcome-zero", "the outcome 0", .own(3, Raw.integer(0))),
                    ("outcome-12", "the outcome 12", .own(3, Raw.integer(12))),
                    (
                        "certificate-cut", "a certificate that is no signed object",
                        .own(4, Raw.bytes(filler(9)))
                    ),
                    ("certificate-text", "a certificate that is a text", .own(4, Raw.text(""))),
                    ("replacement-text", "a license that is a text", .own(5, Raw.text("DEMO_"))),
                    ("usage-empty", "an empty map, to be left out", .own(6, [0xa0])),
                    ("request-short", "a digest of 15 bytes", .own(7, Raw.bytes(filler(15)))),
                    (
                        "activation-twice", "the activation beside the certificate",
                        named.and(.own(4, certificate))
                    ),
                    (
                        "sequence-zero", "the number 0 of a report",
                        named.and(.own(2, Raw.integer(0)))
                    ),
                ])
                + refused(
                    "sync.license", plain,
                    [
                        (
                            "replacement-cut", "a license that ends early",
                            .own(5, Raw.bytes(SyncSample.license().dropLast()))
                        )
                    ])
        }

        /// A certificate inside passes the steps on its own.
        private static func innerCertificates(_ plain: RawSyncMessage) throws -> [SyncCase] {
            func inner(
                _ name: String, _ description: String, _ code: String, _ octets: [UInt8]
            ) throws -> SyncCase {
                try refused(
                    "certificate-\(name)", description, code, plain, .own(4, Raw.bytes(octets))
                )
                .knowing(waiting())
            }
            let good = try RawSyncMessage.certificate()
            let rows: [(String, String, String, SyncEdit)] = try [
                (
                    "unknown-key", "signed by a stranger", "sync.unknown-key",
                    .signed(by: TestIssuer.other.get())
                ),
                ("flipped", "one bit of the certificate's signature", "sync.signature", .flipped),
                ("claims", "a certificate without a license", "sync.claims", .without(own: 1)),
                (
                    "other-device", "for another device", "sync.other-device",
                    .shared(8, Raw.confirming(SyncSample.otherDevice.get()))
                ),
                (
                    "other-license", "for another license", "sync.other-license",
                    .own(1, Raw.id(SyncSample.otherLicense))
                ),
            ]
            return try rows.map { name, description, code, edit in
                try inner(name, description, code, good.with(edit).octets())
            } + [
                inner(
                    "typ", "a receipt in the place of the certificate", "sync.type", plain.octets()),
                inner(
                    "other-activation", "of another seat than the one that is held",
                    "sync.other-activation",
                    good.with(.shared(7, Raw.id(SyncSample.otherActivation))).octets()
                ).knowing([("held", .base64(good.octets()))]),
            ]
        }

        /// Step 9.
        private static func receiptsOfOthers() throws -> [SyncCase] {
            func other(
                _ name: String, _ description: String, _ code: String = "sync.other-request",
                to request: [UInt8], _ edit: SyncEdit? = nil
            ) throws -> SyncCase {
                let plain = try RawSyncMessage.receipt(to: request)
                let octets = try (edit.map { try plain.with($0) } ?? plain).octets()
                return try SyncCase(name, description, .receipt, octets, .refused(code))
                    .knowing(waiting())
            }
            let held = try RawSyncMessage.certificate().octets()
            return try [
                other("other-request", "the answer to a message of another device", to: filler(16)),
                other(
                    "request-as-report", "the answer to the request, with a report's number",
                    to: requestName, named.and(.own(2, Raw.integer(1)))),
                other(
                    "other-report", "the answer to a report, with another number",
                    to: reportNames[0],
                    named.and(.own(2, Raw.integer(2)))),
                other(
                    "report-as-request", "the answer to a report, without a number",
                    to: reportNames[0]),
                other(
                    "other-activation", "of another activation than the one that is held",
                    "sync.other-activation", to: requestName,
                    .own(1, Raw.id(SyncSample.otherActivation))
                ).knowing([("held", .base64(held))]),
            ]
        }
    }
}
