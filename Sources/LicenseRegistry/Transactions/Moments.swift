import LicenseVerifier
import Synchronization

/// Tells what is made within one second apart: each thing gets a later microsecond of it.
///
/// A verb is told its time in whole seconds. The microseconds within that second are the clock's,
/// where there is one and the second is not over; otherwise they are counted. Either way, what this
/// process makes later in a second has the later moment.
final class Moments: Sendable {
    private let clock: (@Sendable () -> ExactTime)?
    /// The moment that was given last.
    private let last = Mutex(ExactTime(microseconds: 0))

    init(clock: (@Sendable () -> ExactTime)? = nil) {
        self.clock = clock
    }

    func next(in second: Timestamp) -> ExactTime {
        let start = ExactTime(second)
        let reading = clock.map { $0() }.flatMap { $0.timestamp == second ? $0 : nil } ?? start
        return last.withLock { last in
            let next =
                last.timestamp == second && reading <= last
                ? ExactTime(second, fraction: last.fraction + 1) : reading
            last = next
            return next
        }
    }
}
