import ArgumentParser
import COSE
import Foundation
import LicenseLedger
import LicenseSync
import LicenseSyncClient
import LicenseVerifier

/// What the program's exit says to scripts, in the manner of sysexits(3).
enum SyncExit: Int32 {
    case done = 0
    case refused = 1
    case usage = 64
    case malformed = 65
    case noInput = 66
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case configuration = 78

    /// Says on standard error what went wrong and what to do, and ends the program.
    static func leave(after error: any Error) -> Never {
        guard let failure = SyncFailure(error) else { LatchkeySync.exit(withError: error) }
        Talk.complain(failure.description, hint: failure.nextStep)
        exit(failure.status.rawValue)
    }
}

/// A failure as the person at the terminal hears of it.
struct SyncFailure: Error {
    let status: SyncExit
    let description: String
    let nextStep: String

    init(_ status: SyncExit, _ description: String, nextStep: String) {
        self.status = status
        self.description = description
        self.nextStep = nextStep
    }

    /// Nil for the argument parser's own errors.
    init?(_ error: any Error) {
        switch error {
        case let failure as SyncFailure: self = failure
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

    private init(_ status: SyncExit, _ error: some Explained) {
        self.init(status, error.description, nextStep: error.nextStep)
    }

    private static func status(of error: SyncClientError) -> SyncExit {
        switch error {
        case .unreachable, .untrusted: .unavailable
        case .address: .usage
        case .refused: .refused
        case .answer: .malformed
        case .ledger(let error): status(of: error)
        }
    }

    private static func status(of error: LedgerError) -> SyncExit {
        switch error {
        case .missing, .noLicense, .noBundle: .noInput
        case .file, .mustBeReopened: .inputOutput
        case .otherMachine, .notActivated, .leaseEnded, .exhausted, .allowanceExhausted, .ended:
            .refused
        default: .malformed
        }
    }
}

/// The two streams: results on standard output, talk on standard error.
enum Talk {
    static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    static func remark(_ text: String) {
        FileHandle.standardError.write(Data("latchkey-sync: \(text)\n".utf8))
    }

    static func complain(_ text: String, hint: String) {
        FileHandle.standardError.write(
            Data("latchkey-sync: error: \(text)\nhint: \(hint)\n".utf8))
    }
}
