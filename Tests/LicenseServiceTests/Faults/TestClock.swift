import LicenseVerifier
import Synchronization

@testable import LicenseService

/// A clock that a test sets, and one that nobody sets back.
final class TestClock: Sendable {
    private let state: Mutex<(reading: Timestamp, elapsed: Duration)>

    init(_ reading: Timestamp) {
        state = Mutex((reading, .zero))
    }

    func set(to reading: Timestamp) { state.withLock { $0.reading = reading } }

    func pass(_ span: Duration) {
        state.withLock { state in
            state.reading = state.reading + span
            state.elapsed += span
        }
    }

    /// - Parameter longestLeap: nil for a clock that follows wherever the reading goes.
    func started(longestLeap: Duration? = nil) -> ServiceClock {
        ServiceClock(
            { self.state.withLock { $0.reading } }, elapsed: { self.state.withLock { $0.elapsed } },
            longestLeap: longestLeap)
    }
}
