package import LicenseLedger
import LicenseSync
import LicenseVerifier

extension LedgerError {
    /// Whether something was signed by a key that the machine does not know.
    package var isOfUnknownKey: Bool {
        switch self {
        case .message(.unknownKey), .status(.unknownKey), .license(.unknownKey): true
        default: false
        }
    }
}
