public import COSESigning
public import LicenseSync
public import LicenseVerifier

/// Why a ledger could not do what was asked.
public enum LedgerError: Error, Equatable, Sendable {
    /// A file of the ledger could not be used.
    case file(FileFault)
    /// The device's own key.
    case key(KeyFileError)
    /// There is no ledger in the directory.
    case missing
    /// The state file is damaged.
    case stateDamaged(path: String)
    /// The state file is not there, while the journal has records.
    case stateMissing(path: String)
    /// A newer program has written the state file.
    case stateNewer(version: UInt64)
    /// A record of the journal cannot be read, while later ones are sound; nil for the head of the
    /// file.
    case journalDamaged(record: UInt64?, path: String)
    /// The journal is not there.
    case journalMissing
    /// The journal is older than the state file, which has seen more of it.
    case journalBehind(record: UInt64, expected: UInt64)
    /// A flush has failed, so nobody knows what is on the disk.
    case mustBeReopened
    /// The file that names the vendor's keys cannot be read.
    case pinsDamaged(path: String)
    /// There is no license in the ledger.
    case noLicense
    /// A license that is refused.
    case license(LicenseError)
    /// The ledger belongs to another license.
    case otherLicense(held: LicenseID)
    /// A license that is older than the one that is held.
    case olderLicense(issuedAt: Timestamp, held: Timestamp)
    /// A trust bundle that is refused.
    case trust(TrustError)
    /// The program pins root keys and has no trust bundle yet.
    case noBundle
    /// The device has given its seat back.
    case ended
    /// The program pins keys and takes no trust bundles.
    case bundlesNotUsed
    /// A delta, and no status list that it changes.
    case noStatusList
    /// A status list or staple that is refused.
    case status(StatusError)
    /// A device message that is refused.
    case message(SyncError)
    /// More objects than are taken at one time.
    case tooManyObjects(limit: Int)
    /// Text or bytes that are none of the things that a ledger takes.
    case notAnObject
    /// The ledger was made on another machine.
    case otherMachine
    /// The license needs a seat and this device has none.
    case notActivated
    /// The seat was leased, and the lease is over.
    case leaseEnded(at: Timestamp)
    /// Fewer units are left than are asked for.
    case exhausted(left: UInt64, used: UInt64, limit: UInt64)
    /// Fewer units are left than are asked for before the device reports.
    case allowanceExhausted(left: UInt64, used: UInt64, allowance: UInt64)
    /// An amount of nothing, or beyond what can be counted.
    case amount
    /// A ledger counts at most this many things.
    case tooManyMeters(limit: Int)
}

extension LedgerError {
    /// Finds the case for an error that passed through several layers.
    init(_ error: any Error) {
        switch error {
        case let error as LedgerError: self = error
        case let error as FileFault: self = .file(error)
        case let error as KeyFileError: self = .key(error)
        case let error as LicenseError: self = .license(error)
        case let error as TrustError: self = .trust(error)
        case let error as StatusError: self = .status(error)
        case let error as SyncError: self = .message(error)
        default: self = .notAnObject
        }
    }
}
