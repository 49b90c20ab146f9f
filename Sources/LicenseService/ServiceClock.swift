import Glibc
import LicenseVerifier
import Synchronization

/// The time that a service goes by, which never runs backward while it is up.
///
/// A clock that is set back must not date an answer before the one that the device has already.
final class ServiceClock: Sendable {
    private let source: @Sendable () -> Timestamp
    private let latest: Mutex<Timestamp>

    init(_ source: @escaping @Sendable () -> Timestamp) {
        self.source = source
        latest = Mutex(source())
    }

    /// The machine's clock; before 1970 or beyond 9999 it stands at the end of that range.
    static func system() -> ServiceClock {
        ServiceClock {
            Timestamp(secondsSinceEpoch: max(0, Int64(time(nil)))) ?? .max
        }
    }

    func now() -> Timestamp {
        let reading = source()
        return latest.withLock { latest in
            latest = max(latest, reading)
            return latest
        }
    }
}
