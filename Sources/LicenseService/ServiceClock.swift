import Foundation
import LicenseStore
import LicenseVerifier
import Synchronization

/// The time that a service goes by, which never runs backward while it is up.
///
/// A clock that is set back must not date an answer before the one that the device has already.
final class ServiceClock: Sendable {
    private let source: @Sendable () -> PreciseTime
    private let latest: Mutex<PreciseTime>

    init(precise source: @escaping @Sendable () -> PreciseTime) {
        self.source = source
        latest = Mutex(source())
    }

    convenience init(_ source: @escaping @Sendable () -> Timestamp) {
        self.init(precise: { PreciseTime(source()) })
    }

    /// The machine's clock; before 1970 or beyond 9999 it stands at the end of that range.
    static func system() -> ServiceClock {
        ServiceClock(precise: {
            let seconds = min(max(0, Date().timeIntervalSince1970), 1e12)
            return PreciseTime(millisecondsSinceEpoch: Int64(seconds * 1000))
        })
    }

    func now() -> Timestamp { preciseNow().timestamp }

    func preciseNow() -> PreciseTime {
        let reading = source()
        return latest.withLock { latest in
            latest = max(latest, reading)
            return latest
        }
    }
}
