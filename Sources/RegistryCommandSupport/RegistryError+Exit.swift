import CommandSupport
import LicenseIssuer
package import LicenseRegistry
import LicenseSync
import LicenseVerifier
package import Terminal

extension RegistryError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .exists, .idTaken, .notEmpty: .cannotCreate
        case .message(let error): error.exitStatus
        case .minting(let error): error.exitStatus
        case .tokenVoid, .tokenUnknown, .customerOfAnother, .positionTaken, .licenseEnded,
            .revoked,
            .batchDiffers, .auditBroken, .listNumber, .copyDiffers:
            .malformed
        case .text: .usage
        case .missing: .noInput
        case .rowRecorded, .listOutdated, .rotatedTooOften, .seatMoves, .issuedAhead: .tryLater
        case .statusListsFull, .noIssuer, .behind, .moved, .markMissing,
            .markOfAnother, .markDamaged, .registryLost, .registryElsewhere:
            .configuration
        case .mark: .inputOutput
        case .database(let error): error.exitStatus
        }
    }
}
