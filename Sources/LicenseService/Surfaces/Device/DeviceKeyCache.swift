import COSE
import LicenseVerifier
import Synchronization

/// The keys of devices that have reported, so that a report's signature is checked before the
/// registry is asked anything.
///
/// The key of an activation never changes, so nothing here can be out of date.
final class DeviceKeyCache: Sendable {
    private struct State {
        var young: [ActivationID: VerificationKey] = [:]
        var old: [ActivationID: VerificationKey] = [:]
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int = 65_536) {
        self.capacity = capacity
    }

    subscript(activation: ActivationID) -> VerificationKey? {
        state.withLock { $0.young[activation] ?? $0.old[activation] }
    }

    func remember(_ key: VerificationKey, of activation: ActivationID) {
        state.withLock { state in
            state.young[activation] = key
            if state.young.count >= capacity / 2 {
                state.old = state.young
                state.young = [:]
            }
        }
    }
}
