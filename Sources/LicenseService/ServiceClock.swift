import Glibc
import LicenseVerifier
import Synchronization

/// The time that a service goes by, which never runs backward.
///
/// A clock that is set back must not date an answer before the one that the device has already:
/// devices take the later of two certificates. Time goes on meanwhile, at half its speed, so that
/// leases end and lists are signed anew, and the machine's clock catches up.
final class ServiceClock: Sendable {
    private struct State {
        var time: Timestamp
        /// What has passed beyond the whole seconds of `time`.
        var rest = Duration.zero
        /// When `time` was told last.
        var moment: Duration

        mutating func advance(reading: Timestamp, moment: Duration) {
            if reading >= time {
                time = reading
                rest = .zero
            } else {
                rest += max(.zero, moment - self.moment) / 2
                let whole = Duration.seconds(rest.components.seconds)
                time = time + whole
                rest -= whole
            }
            self.moment = max(self.moment, moment)
        }
    }

    private let source: @Sendable () -> Timestamp
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - source: a clock that people can set.
    ///   - elapsed: one that nobody can.
    init(
        _ source: @escaping @Sendable () -> Timestamp,
        elapsed: @escaping @Sendable () -> Duration = sinceStart()
    ) {
        self.source = source
        self.elapsed = elapsed
        state = Mutex(State(time: source(), moment: elapsed()))
    }

    private static func sinceStart() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    /// The machine's clock; before 1970 or beyond 9999 it stands at the end of that range.
    static func system() -> ServiceClock {
        ServiceClock {
            Timestamp(secondsSinceEpoch: max(0, Int64(time(nil)))) ?? .max
        }
    }

    func now() -> Timestamp {
        let (reading, moment) = (source(), elapsed())
        return state.withLock { state in
            state.advance(reading: reading, moment: moment)
            return state.time
        }
    }

    /// So far ahead of a clock a registry is believed; beyond, nobody knows which of them is wrong.
    static let longestLead = Duration.seconds(400 * 86_400)

    /// Takes up a moment that was reached before this clock was started, and says by how much the
    /// source is behind it.
    func resume(from moment: Timestamp) -> Duration {
        let now = now()
        guard moment > now else { return .zero }
        let lead = Duration.seconds(moment.secondsSinceEpoch - now.secondsSinceEpoch)
        if lead <= Self.longestLead {
            state.withLock { $0.time = max($0.time, moment) }
        }
        return lead
    }
}
