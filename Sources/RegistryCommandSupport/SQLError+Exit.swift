import CommandSupport
import LicenseRegistry
package import SQLDatabase
package import Terminal

extension SQLError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .cannotOpen, .readOnly: .cannotCreate
        case .notADatabase, .corrupt, .column, .otherMigration, .newerSchema, .olderSchema,
            .foreignLog:
            .malformed
        case .noTables: .noInput
        case .noRights: .notPermitted
        case .busy, .timedOut, .connectionLost, .outcomeUnknown: .tryLater
        case .invalidURL: .usage
        case .cannotConnect: .unavailable
        case .diskFull, .inputOutput: .inputOutput
        case .notDurable: .configuration
        case .circularTables, .constraint, .other: .internalFault
        }
    }
    /// The code, sentence and next step that the registry gives it.
    package var failure: CommandFailure {
        CommandFailure(exitStatus, explaining: RegistryError.database(self))
    }
}
