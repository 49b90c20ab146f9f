import ArgumentParser
import COSESigning
import Glibc
import LicenseRegistry
import LicenseService
import LicenseVerifier
import SQLDatabase
import Terminal

extension ExitStatus {
    /// Says on standard error what went wrong and what to do, and ends the program.
    static func leave(after error: any Error, of command: any ParsableCommand.Type) -> Never {
        guard let failure = CommandFailure(error) else { command.exit(withError: error) }
        failure.leave()
    }
}

extension CommandFailure {
    /// Finds the exit status of each module's errors; nil for the argument parser's.
    init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ConfigurationMistakes:
            self.init(
                .configuration, error.sentences,
                nextStep: "see all settings with `latchkeyd check-config`")
        case let error as RegistryError:
            self.init(Self.status(of: error), error.description, nextStep: error.nextStep)
        case let error as SQLError:
            self.init(Self.status(of: error), error.description, nextStep: error.nextStep)
        case let error as KeyFileError:
            self.init(.configuration, error.description, nextStep: error.nextStep)
        case let error as ServiceHomeError: self.init(error)
        case let error as ConfiguredWebhookError:
            self.init(
                .configuration, error.description,
                nextStep: "write one secret on each line, such as whsec_ and base64 of 32 bytes")
        case let error as ForeignFault:
            self.init(
                .malformed, error.description,
                nextStep: "give what the shop's API prints, in JSON")
        default: return nil
        }
    }

    private init(_ error: ServiceHomeError) {
        switch error {
        case .cannotCreate(let path, let code):
            self.init(
                .cannotCreate, "\(path) cannot be made: \(String(cString: strerror(code)))",
                nextStep: "make the directory above it, or name another place with --home")
        case .noSuchKey(let name):
            self.init(
                .configuration, "the registry has no issuing key called \(name)",
                nextStep: "make one with `latchkey keys new`, or leave keys.minting out")
        case .otherKey(let name):
            self.init(
                .configuration, "the private key of \(name) is not the one in the registry",
                nextStep: "restore its file from a backup")
        }
    }

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
