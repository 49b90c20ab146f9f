import COSESigning
import Glibc
import LicenseLedger
import LicenseVerifier
import Terminal

extension CommandFailure {
    /// What a ledger refused; of a system call that failed, in the system's words.
    init(_ error: LedgerError) {
        let status = Self.status(of: error)
        guard case .file(let fault) = error, !fault.isOfFullDisk else {
            self.init(status, code: error.code, error.description, nextStep: error.nextStep)
            return
        }
        self.init(
            status, code: error.code,
            "\(fault.path) cannot be \(fault.deed): \(String(cString: strerror(fault.code)))",
            nextStep: error.nextStep)
    }

    private static func status(of error: LedgerError) -> ExitStatus {
        switch error {
        case .file(let fault) where [EROFS, EACCES, EPERM].contains(fault.code): .notPermitted
        case .file, .mustBeReopened: .inputOutput
        case .key(let error): status(of: error)
        case .missing, .noLicense, .noBundle, .noStatusList: .noInput
        case .otherMachine, .notActivated, .leaseEnded, .exhausted, .allowanceExhausted, .ended:
            .denied
        case .amount, .bundlesNotUsed: .usage
        case .pinsDamaged, .stateDamaged, .stateNewer, .journalDamaged, .journalMissing,
            .journalBehind,
            .license, .otherLicense, .olderLicense, .trust, .status, .message, .unknownObject,
            .notAnObject:
            .malformed
        }
    }
}

extension FileFault {
    fileprivate var isOfFullDisk: Bool { code == ENOSPC || code == EDQUOT }

    /// What could not be done to the file.
    fileprivate var deed: String {
        switch call {
        case .mkdir: "made"
        case .readdir, .read: "read"
        case .open: "opened"
        case .write, .fdatasync, .fsync: "written"
        case .rename: "replaced"
        case .unlink: "removed"
        case .flock: "locked"
        }
    }
}
