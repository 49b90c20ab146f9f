import CBOR
import COSE
import LicenseSync
import LicenseVerifier

/// The state file: deterministic CBOR behind a magic text, with its SHA-256 at the end (Ledger, state
/// file).
extension LedgerState {
    static let fileName = "state"
    static let maxBytes = 1 << 22
    private static let version: Int64 = 1
    private static let magic = Array("LKSTATE1".utf8)

    private enum Label {
        static let version: Int64 = 1
        static let license: Int64 = 2
        static let bundles: Int64 = 3
        static let certificate: Int64 = 5
        static let list: Int64 = 6
        static let staple: Int64 = 7
        static let sync: Int64 = 8
        static let marks: Int64 = 9
        static let journal: Int64 = 10
        static let machine: Int64 = 11
    }

    var content: [UInt8] {
        let body = Self.map([
            (Label.version, .integer(Self.version)),
            (Label.license, license.map { .bytes($0[...]) }),
            (Label.bundles, Self.list(bundles)),
            (Label.certificate, certificate.map { .bytes($0[...]) }),
            (Label.list, list?.item),
            (Label.staple, staple.map { .bytes($0[...]) }),
            (Label.sync, sync.item),
            (
                Label.marks,
                .array([
                    .integer(marks.signed.secondsSinceEpoch),
                    .integer(marks.seen.secondsSinceEpoch),
                    .integer(Int64(clamping: marks.resets)),
                ])
            ),
            (
                Label.journal,
                .array([
                    .integer(Int64(clamping: journal.sequence)), .bytes(journal.hash.bytes[...]),
                ])
            ),
            (Label.machine, machine.map { .bytes($0.encoded[...]) }),
        ])
        let bytes = Self.magic + body.encoded
        return bytes + SHA256.digest(of: bytes)
    }

    /// Reads a state file; nil for anything else.
    init?(_ content: [UInt8]) throws(LedgerError) {
        guard content.starts(with: Self.magic), content.count > Self.magic.count + 32 else {
            return nil
        }
        let body = content.dropLast(32)
        guard SHA256.digest(of: Array(body)).elementsEqual(content.suffix(32)),
            // A file that is what was written and cannot be read is damage like any other.
            let map = try? CBORDecoder.decode(
                body.dropFirst(Self.magic.count),
                limits: CBORLimits(depth: 6, entries: 4096)
            ).map, let version = map[Label.version]?.integer
        else { return nil }
        guard version == Self.version else {
            throw .stateNewer(version: UInt64(clamping: version))
        }
        guard let state = Self(map) else { return nil }
        self = state
    }

    private init?(_ map: CBORMap) {
        license = map[Label.license]?.bytes.map { Array($0) }
        bundles = Self.list(map[Label.bundles])
        certificate = map[Label.certificate]?.bytes.map { Array($0) }
        staple = map[Label.staple]?.bytes.map { Array($0) }
        if let item = map[Label.list] {
            guard let list = KnownList(item) else { return nil }
            self.list = list
        }
        guard let sync = map[Label.sync].flatMap({ SyncState($0) }),
            let marks = map[Label.marks]?.array, marks.count == 3,
            let signed = marks[0].integer.flatMap({ Timestamp(secondsSinceEpoch: $0) }),
            let seen = marks[1].integer.flatMap({ Timestamp(secondsSinceEpoch: $0) }),
            let resets = marks[2].integer.flatMap({ UInt64(exactly: $0) }),
            let journal = map[Label.journal]?.array, journal.count == 2,
            let sequence = journal[0].integer.flatMap({ UInt64(exactly: $0) }),
            let hash = journal[1].bytes.flatMap({ JournalHash($0) })
        else { return nil }
        self.sync = sync
        self.marks.signed = signed
        self.marks.seen = seen
        self.marks.resets = resets
        self.journal = JournalFloor(sequence: sequence, hash: hash)
        if let bytes = map[Label.machine]?.bytes {
            guard let machine = Fingerprint(encoded: Array(bytes)) else { return nil }
            self.machine = machine
        }
    }

    fileprivate static func map(_ entries: [(Int64, CBORItem?)]) -> CBORItem {
        .map(
            CBORMap(
                ascending: entries.compactMap { label, item in
                    item.map { CBORMap.Entry(.integer(label), $0) }
                }))
    }

    private static func list(_ objects: [[UInt8]]) -> CBORItem? {
        objects.isEmpty ? nil : .array(objects.map { .bytes($0[...]) })
    }

    private static func list(_ item: CBORItem?) -> [[UInt8]] {
        (item?.array ?? []).compactMap { $0.bytes.map { Array($0) } }
    }
}

extension LedgerState.KnownList {
    fileprivate var item: CBORItem {
        .array([
            .integer(Int64(shard)), .integer(Int64(clamping: sequence)), .bytes(root[...]),
            .integer(issuedAt.secondsSinceEpoch), .integer(Int64(status.rawValue)),
            .bool(isDisputed),
        ])
    }

    fileprivate init?(_ item: CBORItem) {
        guard let parts = item.array, parts.count == 6,
            let shard = parts[0].integer.flatMap({ UInt32(exactly: $0) }),
            let sequence = parts[1].integer.flatMap({ UInt64(exactly: $0) }),
            let root = parts[2].bytes,
            let issuedAt = parts[3].integer.flatMap({ Timestamp(secondsSinceEpoch: $0) }),
            let status = parts[4].integer.flatMap({ UInt8(exactly: $0) })
                .flatMap({ LicenseStatus(rawValue: $0) }), let isDisputed = parts[5].bool
        else { return nil }
        self.init(
            shard: shard, sequence: sequence, root: Array(root), issuedAt: issuedAt,
            status: status, isDisputed: isDisputed)
    }
}

extension LedgerState.SyncState {
    private enum Label {
        static let sequence: Int64 = 1
        static let report: Int64 = 2
        static let receipt: Int64 = 3
        static let answered: Int64 = 4
        static let outstanding: Int64 = 5
        static let isForked: Int64 = 6
        static let lastReport: Int64 = 7
        static let lastRequest: Int64 = 8
        static let hasEnded: Int64 = 9
        static let refusal: Int64 = 10
        static let refused: Int64 = 11
    }

    fileprivate var item: CBORItem {
        LedgerState.map([
            (Label.sequence, .integer(Int64(clamping: sequence))),
            (Label.report, report.map { .bytes($0.bytes[...]) }),
            (Label.receipt, receipt.map { .bytes($0.bytes[...]) }),
            (Label.answered, .integer(Int64(clamping: answered))),
            (
                Label.outstanding,
                .array(
                    outstanding.map {
                        .array([
                            .integer(Int64(clamping: $0.sequence)), .bytes($0.digest.bytes[...]),
                        ])
                    })
            ),
            (Label.isForked, .bool(isForked)),
            (Label.lastReport, lastReport.map { .bytes($0[...]) }),
            (Label.lastRequest, lastRequest.map { .bytes($0[...]) }),
            (Label.hasEnded, .bool(hasEnded)),
            (Label.refusal, refusal.map { .integer(Int64($0.rawValue)) }),
            (Label.refused, refused.map { .bytes($0.bytes[...]) }),
        ])
    }

    fileprivate init?(_ item: CBORItem) {
        guard let map = item.map, let isForked = map[Label.isForked]?.bool,
            let hasEnded = map[Label.hasEnded]?.bool,
            let sequence = map[Label.sequence]?.integer.flatMap({ UInt64(exactly: $0) }),
            let answered = map[Label.answered]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        self.sequence = sequence
        self.answered = answered
        self.isForked = isForked
        self.hasEnded = hasEnded
        if let item = map[Label.refusal] {
            guard
                let refusal = item.integer.flatMap({ Int(exactly: $0) })
                    .flatMap({ SyncOutcome(rawValue: numericCast($0)) })
            else { return nil }
            self.refusal = refusal
        }
        report = map[Label.report]?.bytes.flatMap { MessageDigest($0) }
        receipt = map[Label.receipt]?.bytes.flatMap { MessageDigest($0) }
        refused = map[Label.refused]?.bytes.flatMap { MessageDigest($0) }
        lastReport = map[Label.lastReport]?.bytes.map { Array($0) }
        lastRequest = map[Label.lastRequest]?.bytes.map { Array($0) }
        for item in map[Label.outstanding]?.array ?? [] {
            guard let parts = item.array, parts.count == 2,
                let sequence = parts[0].integer.flatMap({ UInt64(exactly: $0) }),
                let digest = parts[1].bytes.flatMap({ MessageDigest($0) })
            else { return nil }
            outstanding.append(DeviceState.Outstanding(sequence: sequence, digest: digest))
        }
    }
}
