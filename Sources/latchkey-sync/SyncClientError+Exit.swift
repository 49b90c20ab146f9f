import CommandSupport
package import LicenseSyncClient
import LicenseVerifier
package import Terminal

extension SyncClientError: CommandError {
    package var exitStatus: ExitStatus {
        switch self {
        case .unreachable, .untrusted, .foreign: .unavailable
        case .address: .usage
        case .refused: .denied
        case .answer: .malformed
        case .ledger(let error): error.exitStatus
        }
    }
}
