import COSESigning
package import LicenseLedger
import LicenseSync
import LicenseVerifier
package import Terminal

extension LedgerError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .file(let fault) where fault.isReadOnly: .notPermitted
        case .file, .mustBeReopened: .inputOutput
        case .key(let error): error.exitStatus
        case .message(let error): error.exitStatus
        case .missing, .noLicense, .noBundle, .noStatusList: .noInput
        case .otherMachine, .notActivated, .leaseEnded, .exhausted, .allowanceExhausted, .ended:
            .denied
        case .amount, .tooManyMeters, .bundlesNotUsed: .usage
        case .pinsDamaged, .stateDamaged, .stateMissing, .stateNewer, .journalDamaged,
            .journalMissing, .journalBehind, .license, .otherLicense, .olderLicense, .trust,
            .status, .tooManyObjects, .notAnObject:
            .malformed
        }
    }
}
