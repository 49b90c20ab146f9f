import LicenseVerifier

extension SyncCase {
    private static func taken(
        _ name: String, _ description: String, sequence: Int64 = 1,
        journal: [UInt8] = [UInt8](repeating: 0, count: 32), _ members: [(String, JSON)] = [],
        _ change: (inout RawSyncMessage) throws -> Void = { _ in }
    ) throws -> SyncCase {
        let claims: [(String, JSON)] =
            [
                ("activation", .id(SyncSample.activation)), ("sequence", .number(sequence)),
                ("issuedAt", .time(Sample.now)), ("journal", .hex(journal)),
            ] + members
        return try SyncCase(
            name, description, .report, RawSyncMessage.report().with(change).octets(),
            .accepted([("claims", .object(claims))]))
    }

    static func reports() throws -> [SyncCase] {
        let plain = try RawSyncMessage.report()
        return try goodReports() + foreign(.report, plain) + reportSigners()
            + incomplete(.report, plain, shared: [6], own: [1, 2, 4], lastLabel: 7)
            + reportsOutOfRange()
    }

    private static func goodReports() throws -> [SyncCase] {
        let (previous, receipt) = (filler(16), Array(filler(17).dropFirst()))
        let journal = digest("journal")
        let last: Int64 = 9_007_199_254_740_991
        return try [
            taken("first", "the first report, of nothing used"),
            taken(
                "every-member", "everything that a report can say", sequence: 2,
                journal: journal,
                [
                    ("usage", .object([("0", .number(12)), ("3", .number(last))])),
                    ("previousReport", .hex(previous)), ("previousReceipt", .hex(receipt)),
                    (
                        "held",
                        .object([
                            ("bundle", .number(4)), ("lists", .object([("0", .number(7))])),
                        ])
                    ),
                ]
            ) {
                $0.own.set(2, Raw.integer(2))
                $0.own.set(3, Raw.total([0: 12, 3: last]))
                $0.own.set(4, Raw.bytes(journal))
                $0.own.set(5, Raw.bytes(receipt))
                $0.own.set(
                    6, RawMap([(1, Raw.integer(4)), (2, Raw.total([0: 7]))]).bytes)
                $0.own.set(7, Raw.bytes(previous))
            },
            taken(
                "last-number", "the highest number", sequence: last,
                [("previousReport", .hex(previous))]
            ) {
                $0.own.set(2, Raw.integer(last))
                $0.own.set(7, Raw.bytes(previous))
            },
            taken("extension", "a label from 32 on is ignored") {
                $0.own.set(32, Raw.text("later"))
            },
        ]
    }

    private static func reportSigners() throws -> [SyncCase] {
        let plain = try RawSyncMessage.report()
        let keyID = plain.signer.publicKey.keyID
        let other = try SyncSample.otherDevice.get()
        return try [
            refused(
                .report, "other-device", "signed by another device", "sync.unknown-key", plain
            ) { $0.signer = other },
            refused(
                .report, "borrowed-key-id", "another device under this one's key id",
                "sync.signature", plain
            ) {
                $0.signer = other
                $0.forge = { $0.protected = Forgery.header(keyID: keyID, type: $0.type) }
            },
        ]
    }

    private static func reportsOutOfRange() throws -> [SyncCase] {
        let plain = try RawSyncMessage.report()
        func held(_ label: Int64, _ value: [UInt8]) -> [UInt8] { RawMap([(label, value)]).bytes }
        return try unacceptable(
            .report, plain,
            [
                (
                    "activation-zero", "a UUID of zeros", 1,
                    Raw.bytes([UInt8](repeating: 0, count: 16))
                ),
                ("sequence-zero", "the number 0", 2, Raw.integer(0)),
                ("sequence-2-53", "the number 2^53", 2, Raw.integer(9_007_199_254_740_992)),
                ("usage-zero", "a meter at zero, to be left out", 3, Raw.total([0: 0])),
                ("journal-short", "a hash of 31 bytes", 4, Raw.bytes(filler(31))),
                ("receipt-short", "a digest of 15 bytes", 5, Raw.bytes(filler(15))),
                ("held-empty", "an empty map, to be left out", 6, [0xa0]),
                ("held-label-3", "a third thing that is held", 6, held(3, Raw.integer(1))),
                ("held-bundle-zero", "a bundle of version 0", 6, held(1, Raw.integer(0))),
                ("held-lists-empty", "an empty map of lists", 6, held(2, [0xa0])),
                (
                    "first-with-previous", "the first report names one before it", 7,
                    Raw.bytes(filler(16))
                ),
                ("second-without-previous", "the second report names none", 2, Raw.integer(2)),
            ])
    }
}
