import LicenseVerifier
import Synchronization

@testable import LicenseService

/// A clock that a test moves.
final class MovedClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp) { moment = Mutex(start) }

    var now: Timestamp { moment.withLock { $0 } }

    var clock: ServiceClock { ServiceClock { [self] in now } }

    func advance(_ span: Duration) { moment.withLock { $0 = $0 + span } }
}
