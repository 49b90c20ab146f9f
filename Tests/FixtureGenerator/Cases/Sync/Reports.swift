import LicenseVerifier

extension SyncCase {
    enum Reports {
        private static func taken(
            _ name: String, _ description: String, sequence: Int64 = 1,
            journal: [UInt8] = [UInt8](repeating: 0, count: 32), _ edits: SyncEdit...
        ) throws -> SyncCase {
            let claims: [(String, JSON)] =
                [
                    ("activation", .id(SyncSample.activation)), ("sequence", .number(sequence)),
                    ("issuedAt", .time(Sample.now)), ("journal", .hex(journal)),
                ] + edits.flatMap(\.read)
            let plain = try RawSyncMessage.report()
                .with(.own(2, Raw.integer(sequence)).and(.own(4, Raw.bytes(journal))))
            return try SyncCase(
                name, description, .report, edits.reduce(plain) { try $0.with($1) }.octets(),
                .accepted([("claims", .object(claims))]))
        }

        static func all() throws -> [SyncCase] {
            let plain = try RawSyncMessage.report()
            return try goodReports() + foreign(plain) + reportSigners(plain)
                + incomplete(plain, shared: [6], own: [1, 2, 4], lastLabel: 7)
                + reportsOutOfRange(plain)
        }

        private static func goodReports() throws -> [SyncCase] {
            let (previous, receipt) = (filler(16), Array(filler(17).dropFirst()))
            let held = RawMap([(1, Raw.integer(4)), (2, Raw.total([0: 7]))]).bytes
            return try [
                taken("first", "the first report, of nothing used"),
                taken(
                    "every-member", "everything that a report can say", sequence: 2,
                    journal: digest("journal"),
                    .total(3, "usage", [0: 12, 3: SpecifiedLimit.count]),
                    .bytes(7, "previousReport", previous), .bytes(5, "previousReceipt", receipt),
                    .own(6, held)
                        .read("held", .object([("bundle", .number(4)), ("lists", .total([0: 7]))]))),
                taken(
                    "last-number", "the highest number", sequence: SpecifiedLimit.count,
                    .bytes(7, "previousReport", previous)),
                taken("extension", "a label from 32 on is ignored", .later),
            ]
        }

        private static func reportSigners(_ plain: RawSyncMessage) throws -> [SyncCase] {
            let other = try SyncSample.otherDevice.get()
            return try [
                refused(
                    "other-device", "signed by another device", "sync.unknown-key", plain,
                    .signed(by: other)),
                refused(
                    "borrowed-key-id", "another device under this one's key id", "sync.signature",
                    plain, .signed(by: other, as: plain.signer)),
            ]
        }

        private static func reportsOutOfRange(_ plain: RawSyncMessage) throws -> [SyncCase] {
            func held(_ label: Int64, _ value: [UInt8]) -> SyncEdit {
                .own(6, RawMap([(label, value)]).bytes)
            }
            return try refused(
                "sync.claims", plain,
                [
                    ("activation-zero", "a UUID of zeros", .own(1, Raw.zeroID)),
                    ("sequence-zero", "the number 0", .own(2, Raw.integer(0))),
                    (
                        "sequence-2-53", "the number 2^53",
                        .own(2, Raw.integer(SpecifiedLimit.count + 1))
                    ),
                    ("usage-zero", "a meter at zero, to be left out", .own(3, Raw.total([0: 0]))),
                    ("journal-short", "a hash of 31 bytes", .own(4, Raw.bytes(filler(31)))),
                    ("receipt-short", "a digest of 15 bytes", .own(5, Raw.bytes(filler(15)))),
                    ("held-empty", "an empty map, to be left out", .own(6, [0xa0])),
                    ("held-label-3", "a third thing that is held", held(3, Raw.integer(1))),
                    ("held-bundle-zero", "a bundle of version 0", held(1, Raw.integer(0))),
                    ("held-lists-empty", "an empty map of lists", held(2, [0xa0])),
                    (
                        "first-with-previous", "the first report names one before it",
                        .own(7, Raw.bytes(filler(16)))
                    ),
                    (
                        "second-without-previous", "the second report names none",
                        .own(2, Raw.integer(2))
                    ),
                ])
        }
    }
}
