import CBOR
import COSE
import LicenseVerifier

private enum Label {
    static let activation: Int64 = 1
    static let sequence: Int64 = 2
    static let usage: Int64 = 3
    static let journal: Int64 = 4
    static let previousReceipt: Int64 = 5
    static let held: Int64 = 6
    static let previousReport: Int64 = 7

    static let heldBundle: Int64 = 1
    static let heldLists: Int64 = 2
}

extension UsageReport {
    static let form = MessageForm(
        type: .usageReport, label: -65542, shared: [SharedLabel.issuedAt], lastLabel: 7)

    init(_ claims: MessageClaims) throws(SyncError) {
        do throws(SyncClaimFault) {
            let own = claims.own
            self.init(
                of: try own.required(Label.activation, .activation, identifier),
                sequence: try own.required(Label.sequence, .sequence, ordinal),
                issuedAt: try claims.shared.required(SharedLabel.issuedAt, .issuedAt, timestamp),
                journal: try own.required(Label.journal, .journal) {
                    $0.bytes.flatMap { JournalHash($0) }
                })
            usage = try own.value(Label.usage, .usage, usageTotal) ?? UsageTotal()
            previousReceipt = try own.value(
                Label.previousReceipt, .previousReceipt, messageDigest)
            previousReport = try own.value(Label.previousReport, .previousReport, messageDigest)
            held = try own.value(Label.held, .held) { HeldVersions($0) } ?? HeldVersions()
            try checkRanges()
        } catch {
            throw .claims(error)
        }
    }

    /// What the types of the single claims cannot say; reading ends with it, writing begins.
    private func checkRanges() throws(SyncClaimFault) {
        guard (1...UInt64(Limits.maxCount)).contains(sequence) else {
            throw .outOfRange(.sequence)
        }
        guard usage.isSound else { throw .outOfRange(.usage) }
        // The first report has none before it, and every other has one.
        guard (previousReport == nil) == (sequence == 1) else {
            throw previousReport == nil ? .missing(.previousReport) : .outOfRange(.previousReport)
        }
        guard held.isSound else { throw .outOfRange(.held) }
    }

    /// What the wire says of this report, or why it cannot be said.
    func payload() throws(SyncError) -> [UInt8] {
        do throws(SyncClaimFault) {
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        return Self.form.payload(
            shared: [(SharedLabel.issuedAt, CBORItem(issuedAt))],
            own: [
                (Label.activation, CBORItem(activation)),
                (Label.sequence, CBORItem(sequence)),
                (Label.usage, item(usage)),
                (Label.journal, .bytes(journal.bytes[...])),
                (Label.previousReceipt, previousReceipt.map { CBORItem($0) }),
                (Label.held, held.item),
                (Label.previousReport, previousReport.map { CBORItem($0) }),
            ])
    }
}

extension HeldVersions {
    fileprivate init?(_ item: CBORItem) {
        guard let map = item.map, !map.entries.isEmpty,
            map.entries.allSatisfy({
                $0.key == .integer(Label.heldBundle) || $0.key == .integer(Label.heldLists)
            })
        else { return nil }
        self.init()
        if let item = map[Label.heldBundle] {
            guard let version = ordinal(item) else { return nil }
            bundle = version
        }
        if let item = map[Label.heldLists] {
            guard let sequences = listSequences(item) else { return nil }
            lists = sequences
        }
    }

    fileprivate var isSound: Bool {
        lists.isSound && bundle.map { (1...UInt64(Limits.maxCount)).contains($0) } ?? true
    }

    fileprivate var item: CBORItem? {
        let entries: [(Int64, CBORItem?)] = [
            (Label.heldBundle, bundle.map { CBORItem($0) }),
            (Label.heldLists, LicenseSync.item(lists)),
        ]
        let present = entries.compactMap { label, item in
            item.map { CBORMap.Entry(.integer(label), $0) }
        }
        return present.isEmpty ? nil : .map(CBORMap(ascending: present))
    }
}
