import ArgumentParser
import COSE
import COSESigning
import Glibc
import LicenseIssuer
import LicenseLedger
import LicenseRegistry
import LicenseSync
import LicenseVerifier
import SQLDatabase
import Terminal

extension ExitStatus {
    /// Says on standard error what went wrong and what to do, and ends the program.
    static func leave(after error: any Error, of command: any ParsableCommand.Type) -> Never {
        if let quiet = error as? QuietExit { exit(quiet.status.rawValue) }
        if let failure = CommandFailure(error) { failure.leave(json: asksForJSON) }
        // The argument parser's own: help, version, or a mistake on the command line.
        if asksForJSON, !command.exitCode(for: error).isSuccess {
            let mistake = CommandFailure(
                .usage, command.message(for: error), nextStep: "see `latchkey help`")
            try? FailureReport(mistake).say(json: true)
        }
        command.exit(withError: error)
    }

    /// Whether the person asked for JSON, also of a command that failed before it knew.
    private static var asksForJSON: Bool {
        CommandLine.arguments.prefix { $0 != "--" }.contains("--json")
    }
}

extension CommandFailure {
    /// Finds the exit status of each module's errors; nil for the argument parser's.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as LicenseError: self.init(.malformed, error)
        case let error as IssuerError: self.init(Self.status(of: error), error)
        case let error as RegistryError: self.init(Self.status(of: error), error)
        case let error as StatusError: self.init(.malformed, error)
        case let error as TrustError: self.init(.malformed, error)
        case let error as SyncError: self.init(.malformed, error)
        case let error as LedgerError: self.init(error)
        case let error as AffirmationRefusal: self.init(.malformed, error)
        case let error as AnswerRefusal: self.init(error.status, error)
        case let error as PublishingRefusal: self.init(error.status, error)
        case let error as TrustRefusal: self.init(error.status, error)
        case let error as SigningKeyError:
            self.init(
                .internalFault, code: error.code, error.description, nextStep: error.nextStep)
        case let error as KeyFileError:
            self.init(
                Self.status(of: error), code: error.code, error.description,
                nextStep: error.nextStep)
        case let error as VerificationKeyError:
            self.init(
                .malformed, code: "public-key.refused",
                "the public key cannot be used: \(error)",
                nextStep: "take the public key again from the vendor")
        default: return nil
        }
    }

    init(_ status: ExitStatus, _ error: some Explained) {
        self.init(status, code: error.code, error.description, nextStep: error.nextStep)
    }

    private static func status(of error: IssuerError) -> ExitStatus {
        switch error {
        case .signing: .internalFault
        case .beyondCalendar, .endsBeforeIssue, .license, .otherOrganization, .offlineWithoutStatus,
            .statusList, .trustBundle, .affirmation:
            .malformed
        }
    }
}

extension CommandFailure {
    static func status(of error: KeyFileError) -> ExitStatus {
        switch error {
        case .exists, .cannotWrite: .cannotCreate
        case .cannotOpen(_, ENOENT): .noInput
        case .cannotOpen(_, EACCES), .openToOthers, .otherOwner, .wrongPassphrase: .notPermitted
        case .cannotOpen, .cannotRead, .passphraseUnreadable: .inputOutput
        case .noLoader, .noTerminal: .configuration
        case .notURI, .fileURI, .secretInURI, .passphraseEmpty, .passphraseTooLong,
            .passphraseNotText, .passphrasesDiffer, .interrupted:
            .usage
        case .notRegularFile, .tooLarge, .noKey, .severalKeys, .publicKey, .certificate, .openSSH,
            .notEd25519, .damaged, .unsupportedEncryption, .key:
            .malformed
        }
    }
}

extension CommandFailure {
    private static func status(of error: RegistryError) -> ExitStatus {
        switch error {
        case .exists, .notEmpty: .cannotCreate
        case .message, .tokenVoid, .batchDiffers, .auditBroken, .copyDiffers, .minting: .malformed
        case .missing: .noInput
        case .rowRecorded, .listOutdated: .tryLater
        case .statusListsFull, .noIssuer: .configuration
        case .database(let error): status(of: error)
        }
    }

    private static func status(of error: SQLError) -> ExitStatus {
        switch error {
        case .cannotOpen, .readOnly: .cannotCreate
        case .notADatabase, .corrupt, .column, .otherMigration, .newerSchema, .olderSchema:
            .malformed
        case .noTables: .noInput
        case .busy, .timedOut, .connectionLost, .outcomeUnknown: .tryLater
        case .invalidURL: .usage
        case .cannotConnect: .unavailable
        case .diskFull, .inputOutput: .inputOutput
        case .notDurable: .configuration
        case .constraint, .other: .internalFault
        }
    }
}
