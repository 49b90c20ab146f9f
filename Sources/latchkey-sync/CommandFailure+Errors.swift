import ArgumentParser
import COSE
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseVerifier
import Terminal

extension ExitStatus {
    /// Says on standard error what went wrong and what to do, and ends the program.
    static func leave(after error: any Error) -> Never {
        guard let failure = CommandFailure(error) else { LatchkeySync.exit(withError: error) }
        failure.leave()
    }
}

extension CommandFailure {
    /// Finds the exit status of each module's errors; nil for the argument parser's.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as SyncClientError: self.init(Self.status(of: error), error)
        case let error as LedgerError: self.init(Self.status(of: error), error)
        case let error as LicenseError: self.init(.malformed, error)
        case let error as VerificationKeyError:
            self.init(
                .malformed, "the public key cannot be used: \(error)",
                nextStep: "take the public key again from the vendor")
        default: return nil
        }
    }

    private init(_ status: ExitStatus, _ error: some Explained) {
        self.init(status, error.description, nextStep: error.nextStep)
    }

    private static func status(of error: SyncClientError) -> ExitStatus {
        switch error {
        case .unreachable, .untrusted: .unavailable
        case .address: .usage
        case .refused: .denied
        case .answer: .malformed
        case .ledger(let error): status(of: error)
        }
    }

    private static func status(of error: LedgerError) -> ExitStatus {
        switch error {
        case .missing, .noLicense, .noBundle: .noInput
        case .file, .mustBeReopened: .inputOutput
        case .otherMachine, .notActivated, .leaseEnded, .exhausted, .allowanceExhausted, .ended:
            .denied
        default: .malformed
        }
    }
}
