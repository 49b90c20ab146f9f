import CommandSupport
package import LicenseSyncClient
import LicenseVerifier
package import Terminal

extension SyncClientError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .unreachable, .untrusted, .foreign, .standsStill: .unavailable
        case .address: .usage
        case .noAddress: .configuration
        case .refused: .denied
        case .answer: .malformed
        case .ledger(let error): error.exitStatus
        }
    }
}
