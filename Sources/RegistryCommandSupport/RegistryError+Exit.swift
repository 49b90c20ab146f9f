import CommandSupport
import LicenseIssuer
package import LicenseRegistry
import LicenseSync
import LicenseVerifier
package import Terminal

extension RegistryError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .exists, .notEmpty, .cannotOpen, .readOnly: .cannotCreate
        case .message(let error): error.exitStatus
        case .minting(let error): error.exitStatus
        case .tokenVoid, .batchDiffers, .notADatabase, .corrupt, .column,
            .otherMigration, .newerSchema, .olderSchema, .auditBroken, .copyDiffers:
            .malformed
        case .missing: .noInput
        case .busy, .timedOut, .rowRecorded, .listOutdated, .connectionLost, .outcomeUnknown:
            .tryLater
        case .invalidURL: .usage
        case .cannotConnect: .unavailable
        case .diskFull, .inputOutput: .inputOutput
        case .notDurable, .statusListsFull, .noIssuer: .configuration
        case .constraint, .database: .internalFault
        }
    }
}
