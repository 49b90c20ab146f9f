import LicenseSync
import LicenseVerifier

/// A device's message with what it is answered by.
enum DeviceMessage {
    /// A request for a seat, or to give one back.
    struct Request {
        let request: VerifiedActivationRequest
        /// The license that it is about.
        let license: LicenseID
        /// The digest of the token that the device holds, if it is known.
        let token: [UInt8]?
        /// Whether the device holds a third-party key.
        let isExchange: Bool
        /// Names the activation, if the device has none yet.
        let id: ActivationID
        let policy: SyncPolicy
    }

    case request(Request)
    case report(VerifiedUsageReport, (LicenseClaims) -> SyncPolicy)
}
