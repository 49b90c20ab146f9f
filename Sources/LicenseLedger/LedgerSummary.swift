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
    /// The latest times known.
    public let marks: ClockMarks
    /// How many messages wait for an answer.
    public let waiting: Int
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
        refreshIfIdle(at: now, elapsed: machine.elapsed())
        let (records, torn, waiting, isDisputed) = writer.withLock { writer in
            (
                writer.journal.position.sequence, writer.journal.torn,
                writer.state.sync.outstanding.count, writer.state.list?.isDisputed ?? false
            )
        }
        return view.withLock { view in
            LedgerSummary(
                license: view.license, licenseFault: view.licenseFault,
                bundle: view.trust.newest?.bundle, certificate: view.certificate?.certificate,
                usage: view.usage, records: records, torn: torn, list: view.list?.claims,
                isListDisputed: isDisputed, marks: view.marks, waiting: waiting,
                isForked: view.isForked, hasEnded: view.hasEnded,
                isOfThisMachine: view.isOfThisMachine)
        }
    }
}
