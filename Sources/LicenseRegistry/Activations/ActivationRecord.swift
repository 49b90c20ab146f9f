public import COSE
public import LicenseSync
public import LicenseVerifier

/// A device's seat as the registry keeps it.
public struct ActivationRecord: Equatable, Sendable {
    /// Of which license.
    public let license: LicenseID
    /// What is known of the device.
    public let state: ActivationState
    /// Since when.
    public let activatedAt: Timestamp
    /// Since when it is no longer in use; nil while it is.
    public let endedAt: Timestamp?
    /// When it sent its last message, exact to an hour.
    public let seenAt: Timestamp
    /// How new the lists and bundles are that it holds, by its newest report.
    public let holds: SeenVersions
    /// Which token of its license the device has, so that it gets the newest with its next answer;
    /// nil where it is not known.
    let token: [UInt8]?

    /// How many seconds pass before a device counts as seen again, so that one that reports each
    /// minute does not move in the index by last seen each minute too.
    static let seenResolution: Int64 = 3600

    /// The activation.
    public var id: ActivationID { state.id }
    /// The device's own key.
    public var device: VerificationKey { state.device }
    /// A name for people; may be empty.
    public var label: String { state.label.map { "\($0)" } ?? "" }
    /// The end of the lease that was given last; nil for none.
    public var leaseEnd: Timestamp? { state.leaseEnd }
    /// Whether it has a seat at a moment.
    public func holdsSeat(at now: Timestamp) -> Bool { state.holdsSeat(at: now) }
    /// Until when its seat stays taken though it was given up; nil for one that is not kept.
    public var keptUntil: Timestamp? { state.keptUntil }
    /// Until when it may go on offline though others gave its seat up; nil for one that has its seat,
    /// or has given it back itself.
    public var offlineUntil: Timestamp? { state.offlineUntil }
}

extension ActivationRecord {
    /// A record as an answer has left it.
    init(
        _ state: ActivationState, of license: LicenseID, after held: ActivationRecord?,
        token: [UInt8]?, holding seen: SeenVersions? = nil, at now: Timestamp
    ) {
        self.license = license
        self.state = state
        activatedAt = held?.activatedAt ?? now
        endedAt = state.status.hasEnded ? held?.endedAt ?? now : nil
        // As it is written.
        let resolution = Duration.seconds(Self.seenResolution)
        seenAt = held.map { now >= $0.seenAt + resolution ? now : $0.seenAt } ?? now
        self.token = token ?? held?.token
        holds = SeenVersions(
            bundle: seen?.bundle ?? held?.holds.bundle, list: seen?.list ?? held?.holds.list)
    }

    init(_ row: ActivationRow, _ usage: [ActivationUsageRow], _ messages: [DeviceMessageRow]) {
        license = row.license
        activatedAt = row.activatedAt
        endedAt = row.endedAt
        seenAt = row.seenAt
        token = row.token
        holds = row.holds
        var (known, reported) = (UsageTotal(), UsageTotal())
        for row in usage {
            known.raise(row.meter, to: row.units)
            reported.raise(row.meter, to: row.reported)
        }
        var entries: [UInt64: ReportHistory.Entry] = [:]
        for message in messages { entries[message.sequence] = message.entry }
        var state = row.state
        state.usage = known
        state.allowance.count(known[.units])
        state.history = ReportHistory(
            newest: row.newest.map { newest in
                ReportHistory.Newest(
                    sequence: newest.sequence, usage: reported, journal: newest.journal)
            },
            acknowledged: row.newest == nil ? nil : row.acknowledged, entries: entries)
        self.state = state
    }
}
