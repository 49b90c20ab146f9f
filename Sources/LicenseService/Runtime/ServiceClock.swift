import Foundation
import LicenseRegistry
import LicenseVerifier
import Synchronization

/// The time that a service uses, which never runs backward.
///
/// A clock that is set back must not date an answer before the one that the device has already:
/// devices take the later of two certificates. Until then time runs at half its speed, so that
/// leases end, lists are signed again, and the machine's clock catches up.
final class ServiceClock: Sendable {
    private struct State {
        var time: PreciseTime
        /// What has passed beyond the whole milliseconds of `time`.
        var rest = Duration.zero
        /// When `time` was told last.
        var moment: Duration

        mutating func advance(reading: PreciseTime, moment: Duration) {
            if reading >= time {
                time = reading
                rest = .zero
            } else {
                rest += max(.zero, moment - self.moment) / 2
                let whole = Duration.milliseconds(Int64(rest / .milliseconds(1)))
                time = time + whole
                rest -= whole
            }
            self.moment = max(self.moment, moment)
        }
    }

    private let source: @Sendable () -> PreciseTime
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - source: a clock that people can set.
    ///   - elapsed: one that nobody can.
    init(
        precise source: @escaping @Sendable () -> PreciseTime,
        elapsed: @escaping @Sendable () -> Duration = sinceStart()
    ) {
        self.source = source
        self.elapsed = elapsed
        state = Mutex(State(time: source(), moment: elapsed()))
    }

    static func sinceStart() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    convenience init(
        _ source: @escaping @Sendable () -> Timestamp,
        elapsed: @escaping @Sendable () -> Duration = sinceStart()
    ) {
        self.init(precise: { PreciseTime(source()) }, elapsed: elapsed)
    }

    /// The machine's clock; times before 1970 or beyond 9999 are clamped to that range.
    static func system() -> ServiceClock {
        ServiceClock(precise: {
            let seconds = min(max(0, Date().timeIntervalSince1970), 1e12)
            return PreciseTime(millisecondsSinceEpoch: Int64(seconds * 1000))
        })
    }

    /// The machine's clock to the microsecond.
    static func systemMoment() -> ExactTime {
        let seconds = min(max(0, Date().timeIntervalSince1970), 1e12)
        return ExactTime(microseconds: Int64(seconds * 1_000_000))
    }

    func now() -> Timestamp { preciseNow().timestamp }

    func preciseNow() -> PreciseTime {
        let (reading, moment) = (source(), elapsed())
        return state.withLock { state in
            state.advance(reading: reading, moment: moment)
            return state.time
        }
    }

    /// How far ahead of the clock a registry is believed; beyond, either of them may be wrong.
    static let longestLead = Duration.seconds(400 * 86_400)

    /// Continues from a moment that was reached before this clock was started; returns by how much the
    /// source is behind it.
    func resume(from moment: Timestamp) -> Duration {
        let now = now()
        guard moment > now else { return .zero }
        let lead = Duration.seconds(moment.secondsSinceEpoch - now.secondsSinceEpoch)
        if lead <= Self.longestLead {
            state.withLock { $0.time = max($0.time, PreciseTime(moment)) }
        }
        return lead
    }
}
