import COSESigning
import Glibc
import LicenseSync
public import LicenseVerifier

extension FileFault {
    /// Whether nothing can be written here, as on a disk that was mounted read-only.
    package var isReadOnly: Bool { code == EROFS || code == EACCES || code == EPERM }
    var isFull: Bool { code == ENOSPC || code == EDQUOT }
    var isTooLarge: Bool { code == EFBIG }
    /// Whether what is open is no longer what its name leads to, or belongs to another process.
    var isStale: Bool { code == ESTALE }
    /// Whether the system has nothing left to open files with, which says nothing of the file.
    var isExhaustion: Bool { code == EMFILE || code == ENFILE || code == ENOMEM }
    /// What the system calls the failure.
    var reason: String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
    /// What could not be done to the file.
    var deed: String {
        switch call {
        case .mkdir: "made"
        case .realpath, .stat: "found"
        case .readdir, .read: "read"
        case .open: "opened"
        case .write, .fdatasync, .fsync: "written"
        case .rename: "replaced"
        case .unlink: "removed"
        case .flock: "locked"
        }
    }
}

extension LedgerError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .file(let fault) where fault.isFull: "ledger.disk-full"
        case .file(let fault) where fault.isReadOnly: "ledger.read-only"
        case .file(let fault) where fault.isTooLarge: "ledger.too-large"
        case .file(let fault) where fault.isStale: "ledger.stale"
        case .file: "ledger.file"
        case .key(let error): error.code
        case .missing: "ledger.missing"
        case .stateDamaged: "ledger.state-damaged"
        case .stateMissing: "ledger.state-missing"
        case .stateNewer: "ledger.state-newer"
        case .journalDamaged: "ledger.journal-damaged"
        case .journalMissing: "ledger.journal-missing"
        case .journalBehind: "ledger.journal-behind"
        case .mustBeReopened: "ledger.must-be-reopened"
        case .pinsDamaged: "ledger.pins-damaged"
        case .noLicense: "ledger.no-license"
        case .license(let error): error.code
        case .otherLicense: "ledger.other-license"
        case .olderLicense: "ledger.older-license"
        case .trust(let error): error.code
        case .noBundle: "ledger.no-bundle"
        case .ended: "activation.ended"
        case .bundlesNotUsed: "ledger.bundles-not-used"
        case .noStatusList: "ledger.no-status-list"
        case .status(let error): error.code
        case .message(let error): error.code
        case .tooManyObjects: "ledger.too-many-objects"
        case .notAnObject: "ledger.not-an-object"
        case .otherMachine: "activation.other-machine"
        case .notActivated: "activation.missing"
        case .leaseEnded: "activation.lease-ended"
        case .exhausted: "usage.exhausted"
        case .allowanceExhausted: "usage.allowance-exhausted"
        case .amount: "usage.amount"
        case .tooManyMeters: "usage.too-many-meters"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .file(let fault) where fault.isFull: "the disk is full: \(fault.path)"
        case .file(let fault) where fault.isTooLarge: "\(fault.path) is too large"
        case .file(let fault) where fault.isStale:
            "\(fault.path) was moved, replaced or removed while the ledger was open, or the ledger was "
                + "opened by the parent of this process"
        case .file(let fault):
            "\(fault.path) cannot be \(fault.deed): \(fault.reason)"
        case .key(let error): error.description
        case .missing: "there is no ledger here"
        case .stateDamaged(let path): "\(path) is damaged"
        case .stateMissing(let path):
            "\(path) is missing, while the usage journal beside it has records"
        case .stateNewer(let version):
            "the ledger has version \(version), which this program does not know"
        case .journalDamaged(let record?, let path):
            "record \(record) of the usage journal \(path) is damaged, and later ones are not"
        case .journalDamaged(nil, let path): "the head of the usage journal \(path) is damaged"
        case .journalMissing: "the usage journal is missing"
        case .journalBehind(let record, let expected):
            "the usage journal ends at record \(record), and record \(expected) was there already"
        case .mustBeReopened: "an earlier write failed, and what the disk holds is not known"
        case .pinsDamaged(let path): "\(path) does not name the vendor's keys"
        case .noLicense: "there is no license on this machine"
        case .license(let error): error.description
        case .otherLicense(let held): "this ledger belongs to the license \(held)"
        case .olderLicense(let issuedAt, let held):
            "the license key is from \(issuedAt), and a newer one from \(held) is already here"
        case .trust(let error): error.description
        case .noBundle: "this program trusts root keys, but has no trust bundle from them yet"
        case .ended: "this machine has given its seat back"
        case .bundlesNotUsed: "this program has its keys built in and takes no trust bundle"
        case .noStatusList: "this is a status delta, and the list that it changes is not here"
        case .status(let error): error.description
        case .message(let error): error.description
        case .tooManyObjects(let limit): "at most \(limit) objects can be installed at one time"
        case .notAnObject: "this is not a license key, license file or signed object"
        case .otherMachine: "this ledger was made on another machine"
        case .notActivated: "the license needs an activation, and this machine has none"
        case .leaseEnded(let at): "the lease of this machine's seat ended on \(at)"
        case .exhausted(let left, let used, let limit):
            "\(used) of \(limit) units are used, and \(left) are left"
        case .allowanceExhausted(let left, let used, let allowance):
            "\(used) units are used, and this machine may use \(left) more of \(allowance) before "
                + "it must report"
        case .amount: "an amount must be 1 or more, and a total may have sixteen digits at most"
        case .tooManyMeters(let limit): "a ledger has at most \(limit) meters"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .file(let fault) where fault.isFull: "free some disk space, and try again"
        case .file(let fault) where fault.isReadOnly:
            "check the directory and its permissions, or whether the disk was mounted read-only"
        case .file(let fault) where fault.isTooLarge:
            "install the vendor's own files, each once"
        case .file(let fault) where fault.isStale:
            "close the ledger, and open it where the directory is now"
        case .file: "check the disk and the directory, and try again"
        case .key(let error): error.nextStep
        case .missing: "ask for a license first, or name the right directory"
        case .stateDamaged, .stateMissing, .journalDamaged, .journalMissing, .journalBehind:
            "keep the directory for the vendor, do not restore an older copy, and ask for a new activation"
        case .stateNewer: "update this program"
        case .mustBeReopened: "check the disk, and start the program again"
        case .pinsDamaged: "remove it, and name the vendor's key again"
        case .noLicense: "install a license key"
        case .license(let error): error.nextStep
        case .otherLicense:
            "a renewal keeps the license's id, so ask the vendor for one; another license needs "
                + "another directory, or `latchkey install --replace`"
        case .olderLicense: "keep the newer one"
        case .trust(let error): error.nextStep
        case .noBundle: "install the vendor's trust bundle first"
        case .ended: "start again in an empty directory"
        case .bundlesNotUsed:
            "leave it out, or name the vendor's root key too, where the program takes one"
        case .noStatusList: "install the full status list first"
        case .status(let error): error.nextStep
        case .message(let error): error.nextStep
        case .tooManyObjects: "install the files one after another"
        case .notAnObject: "use the file or text exactly as the vendor sent it"
        case .otherMachine: "make a new ledger here, and ask for a seat for this machine"
        case .notActivated: "activate this machine, online or with an activation request"
        case .leaseEnded: "renew the activation, online or with an activation request"
        case .exhausted: "buy more units"
        case .allowanceExhausted(_, _, allowance: 0):
            "ask the vendor for units: this machine was given none"
        case .allowanceExhausted:
            "report the usage, online or by file, and install the answer"
        case .amount: "count at least one unit, and no more than are left"
        case .tooManyMeters: "use fewer meters"
        }
    }
}
