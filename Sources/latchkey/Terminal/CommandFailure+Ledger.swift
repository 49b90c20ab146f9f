import LicenseLedger
import Terminal

extension CommandFailure {
    /// What a ledger refused.
    init(_ error: LedgerError) {
        self.init(Self.status(of: error), error)
    }

    private static func status(of error: LedgerError) -> ExitStatus {
        switch error {
        case .file(let fault) where fault.isReadOnly: .notPermitted
        case .file, .mustBeReopened: .inputOutput
        case .key(let error): status(of: error)
        case .missing, .noLicense, .noBundle, .noStatusList: .noInput
        case .otherMachine, .notActivated, .leaseEnded, .exhausted, .allowanceExhausted, .ended:
            .denied
        case .amount, .tooManyMeters, .bundlesNotUsed: .usage
        case .pinsDamaged, .stateDamaged, .stateMissing, .stateNewer, .journalDamaged,
            .journalMissing, .journalBehind, .license, .otherLicense, .olderLicense, .trust,
            .status, .message, .tooManyObjects, .notAnObject:
            .malformed
        }
    }
}
