import COSE
import LicenseSync
import LicenseVerifier

/// What a ledger keeps in its state file, as it was written: nothing of it is believed before it was
/// verified again.
struct LedgerState: Equatable {
    /// The license, as its signed object.
    var license: [UInt8]?
    /// The trust bundles that changed the root keys and the newest one, oldest first; each as the
    /// sequence of its signed objects.
    var bundles: [[UInt8]] = []
    /// The activation certificate.
    var certificate: [UInt8]?
    /// What is known of the newest status list.
    var list: KnownList?
    /// The newest status staple.
    var staple: [UInt8]?
    /// The messages that were sent and not answered, and what came before.
    var sync = SyncState()
    /// The latest times known.
    var marks = ClockMarks()
    /// What the journal held when the state was written last.
    var journal = JournalFloor()
    /// The machine that the ledger was made on.
    var machine: Fingerprint?

    /// What is remembered of the newest status list, which has a file of its own.
    struct KnownList: Equatable {
        var shard: UInt32
        var sequence: UInt64
        var root: [UInt8]
        var issuedAt: Timestamp
        /// What it says of the license.
        var status: LicenseStatus
        /// Whether another list of the same number was seen that says something else.
        var isDisputed: Bool
    }

    /// What `DeviceState` needs besides the certificate.
    struct SyncState: Equatable {
        var sequence: UInt64 = 0
        var report: MessageDigest?
        var receipt: MessageDigest?
        var answered: UInt64 = 0
        var outstanding: [DeviceState.Outstanding] = []
        /// The newest request that was refused, and may be granted yet.
        var refused: MessageDigest?
        var isForked = false
        /// Why the vendor did not do what was asked last.
        var refusal: SyncOutcome?
        /// Whether this device has given its seat back, which is final.
        var hasEnded = false
        /// The newest report, to be sent again until it is answered.
        var lastReport: [UInt8]?
        /// The newest request, likewise.
        var lastRequest: [UInt8]?
    }

    /// A journal that ends before this has been put back.
    struct JournalFloor: Equatable {
        var sequence: UInt64 = 0
        var hash = JournalHash.empty
    }
}
