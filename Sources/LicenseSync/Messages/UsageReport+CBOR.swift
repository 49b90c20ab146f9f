package import CBOR
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
                of: try own.required(Label.activation, .activation),
                sequence: try own.required(Label.sequence, .sequence),
                issuedAt: try claims.shared.required(SharedLabel.issuedAt, .issuedAt),
                journal: try own.required(Label.journal, .journal))
            usage = try own.value(Label.usage, .usage) ?? UsageTotal()
            previousReceipt = try own.value(Label.previousReceipt, .previousReceipt)
            previousReport = try own.value(Label.previousReport, .previousReport)
            held = try own.value(Label.held, .held) ?? HeldVersions()
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
        guard usage.isInClaimRange else { throw .outOfRange(.usage) }
        // The first report has none before it, and every other has one.
        guard (previousReport == nil) == (sequence == 1) else {
            throw previousReport == nil ? .missing(.previousReport) : .outOfRange(.previousReport)
        }
        guard held.isInClaimRange else { throw .outOfRange(.held) }
    }

    /// What the wire says of this report, or why it cannot be said.
    func payload() throws(SyncError) -> [UInt8] {
        do throws(SyncClaimFault) {
            try checkRanges()
        } catch {
            throw .claims(error)
        }
        return Self.form.payload(
            shared: [(SharedLabel.issuedAt, issuedAt)],
            own: [
                (Label.activation, activation), (Label.sequence, sequence),
                (Label.usage, usage.isZero ? nil : usage), (Label.journal, journal),
                (Label.previousReceipt, previousReceipt),
                (Label.held, held == HeldVersions() ? nil : held),
                (Label.previousReport, previousReport),
            ])
    }
}

/// A map of what is held; left out where that is nothing.
extension HeldVersions: ClaimValue {
    package init?(claim item: CBORItem) {
        guard let map = item.map, !map.entries.isEmpty else { return nil }
        let held = ClaimsReader<SyncClaimFault>(map)
        self.init()
        do throws(SyncClaimFault) {
            try held.refuseUnknown { $0 == Label.heldBundle || $0 == Label.heldLists }
            let version: Ordinal? = try held.value(Label.heldBundle, .held)
            bundle = version?.number
            lists = try held.value(Label.heldLists, .held) ?? ListSequences()
        } catch {
            return nil
        }
    }

    package var claim: CBORItem {
        let entries: [(Int64, CBORItem?)] = [
            (Label.heldBundle, bundle?.claim), (Label.heldLists, lists.isEmpty ? nil : lists.claim),
        ]
        return .map(
            CBORMap(
                ascending: entries.compactMap { label, item in
                    item.map { CBORMap.Entry(.integer(label), $0) }
                }))
    }

    package var isInClaimRange: Bool {
        lists.isInClaimRange && bundle.map { $0 >= 1 && $0.isInClaimRange } ?? true
    }
}
