import COSE
import LicenseSync
import LicenseVerifier

/// What a ledger's files say once everything in them was verified anew.
///
/// The directory is in the hands of the machine's owner, so each object counts only as far as its
/// signature goes; what no longer verifies is left out, with the reason beside it.
struct LedgerView: Sendable {
    var trust: CurrentTrust
    var license: VerifiedLicense?
    /// Why the license in the ledger is not taken.
    var licenseFault: LicenseError?
    var certificate: VerifiedActivationCertificate?
    var status = StatusFact.nothing
    /// The list that is held, if it can be read and verified.
    var list: VerifiedStatusList?
    var marks: ClockMarks
    var clock: RunningClock
    /// What was used in all.
    var usage: UsageTotal
    /// This machine's seat.
    var seat: ActivationFact = .notActivated
    /// Whether the ledger was made on this machine.
    var isOfThisMachine = true
    var isForked = false
    /// Whether this device has given its seat back.
    var hasEnded = false
}
