import COSE
import LicenseRegistry
import LicenseVerifier
import Synchronization

/// The keys of devices that have reported, so that a report's signature is checked before the
/// registry is asked anything.
///
/// The key of an activation never changes, so nothing here can be out of date.
final class DeviceKeyCache: Sendable {
    private let keys: Mutex<RecentValues<ActivationID, VerificationKey>>

    init(capacity: Int = 65_536) {
        keys = Mutex(RecentValues(capacity: capacity))
    }

    subscript(activation: ActivationID) -> VerificationKey? { keys.withLock { $0[activation] } }

    func remember(_ key: VerificationKey, of activation: ActivationID) {
        keys.withLock { $0.remember(key, for: activation) }
    }
}
