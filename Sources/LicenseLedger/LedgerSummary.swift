public import LicenseSync
public import LicenseVerifier
import Synchronization

/// What a ledger holds, for a person to see.
public struct LedgerSummary: Sendable {
    /// The license; nil when there is none or its key is not trusted.
    public let license: VerifiedLicense?
    /// Why the license that is there is not taken.
    public let licenseFault: LicenseError?
    /// The newest trust bundle; nil for a program that pins keys of each role.
    public let bundle: TrustBundle?
    /// This device's seat.
    public let certificate: ActivationCertificate?
    /// What this device has used.
    public let usage: UsageTotal
    /// How many records the journal has.
    public let records: UInt64
    /// How many records of an unfinished write were cut off when the journal was opened.
    public let torn: Int
    /// The newest status list.
    public let list: StatusListClaims?
    /// Whether another list of the same number says something else.
    public let isListDisputed: Bool
    /// The time that the ledger goes by: the clock's, or a later one that is known.
    public let time: Timestamp
    /// The latest times known.
    public let marks: ClockMarks
    /// How many messages wait for an answer.
    public let waiting: Int
    /// Why the vendor did not do what this device asked last; nil where it did.
    public let refusal: SyncOutcome?
    /// Whether the vendor has found a second copy of this ledger.
    public let isForked: Bool
    /// Whether this device has given its seat back.
    public let hasEnded: Bool
    /// Whether the ledger was made on this machine.
    public let isOfThisMachine: Bool
}

extension Ledger {
    /// What the ledger holds now.
    public func summary(at now: Timestamp) -> LedgerSummary {
        let elapsed = machine.elapsed()
        refreshIfIdle(at: now, elapsed: elapsed)
        let (journal, state) = writer.withLock { ($0.journal, $0.state) }
        return view.withLock { view in
            LedgerSummary(
                license: view.license, licenseFault: view.licenseFault,
                bundle: view.trust.newest?.bundle, certificate: view.certificate?.certificate,
                usage: view.usage, records: journal.position.sequence, torn: journal.torn,
                list: view.list?.claims, isListDisputed: state.list?.isDisputed ?? false,
                time: view.clock.time(reading: now, elapsed: elapsed, marks: view.marks),
                marks: view.marks, waiting: state.sync.outstanding.count,
                refusal: state.sync.refusal, isForked: view.isForked, hasEnded: view.hasEnded,
                isOfThisMachine: view.isOfThisMachine)
        }
    }
}
