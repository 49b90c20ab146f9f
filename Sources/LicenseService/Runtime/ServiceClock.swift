import Foundation
import LicenseRegistry
import LicenseVerifier
import Synchronization

/// The time that a service uses, which never runs backward and never leaps ahead.
///
/// A clock that is set back must not date an answer before the one that the device has already:
/// devices take the later of two certificates. Until then time runs at half its speed, so that
/// leases end, lists are signed again, and the machine's clock catches up.
///
/// A clock that is far ahead of the time that has passed since it was read last is not followed:
/// what it dated years ahead would stay. Time goes on by the clock that nobody can set, until the
/// other one agrees with it again or the service is started anew.
final class ServiceClock: Sendable {
    private struct State {
        var time: PreciseTime
        /// What has passed beyond the whole milliseconds of `time`.
        var rest = Duration.zero
        /// When `time` was told last.
        var moment: Duration
        /// How far the source has leapt ahead; nil while it is believed.
        var leap: Duration?
        /// Whether the source was so far behind that it is known to be wrong, and may be put right.
        var isBehind = false
        /// How far another clock, which all nodes ask, differs; nil while it does not.
        var difference: Duration?

        mutating func advance(reading: PreciseTime, moment: Duration, longestLeap: Duration?) {
            let passed = max(.zero, moment - self.moment)
            self.moment = max(self.moment, moment)
            let lead = reading - (time + passed)
            leap = nil
            if let longestLeap {
                if lead > (isBehind ? ServiceClock.longestLead : longestLeap) {
                    leap = lead
                    return pass(passed)
                }
                isBehind = lead < .zero - longestLeap
            }
            if reading >= time {
                time = reading
                rest = .zero
            } else {
                pass(passed / 2)
            }
        }

        private mutating func pass(_ span: Duration) {
            rest += span
            let whole = Duration.milliseconds(Int64(rest / .milliseconds(1)))
            time = time + whole
            rest -= whole
        }
    }

    private let source: @Sendable () -> PreciseTime
    private let elapsed: @Sendable () -> Duration
    private let longestLeap: Duration?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - source: a clock that people can set.
    ///   - elapsed: one that nobody can.
    ///   - longestLeap: how far the first may come ahead of the second between two readings and is
    ///     followed; nil for any distance.
    init(
        precise source: @escaping @Sendable () -> PreciseTime,
        elapsed: @escaping @Sendable () -> Duration = sinceStart(), longestLeap: Duration? = nil
    ) {
        self.source = source
        self.elapsed = elapsed
        self.longestLeap = longestLeap
        state = Mutex(State(time: source(), moment: elapsed()))
    }

    static func sinceStart() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    convenience init(
        _ source: @escaping @Sendable () -> Timestamp,
        elapsed: @escaping @Sendable () -> Duration = sinceStart(), longestLeap: Duration? = nil
    ) {
        self.init(
            precise: { PreciseTime(source()) }, elapsed: elapsed, longestLeap: longestLeap)
    }

    /// The machine's clock; times before 1970 or beyond 9999 are clamped to that range.
    static func system() -> ServiceClock {
        ServiceClock(
            precise: {
                let seconds = min(max(0, Date().timeIntervalSince1970), 1e12)
                return PreciseTime(millisecondsSinceEpoch: Int64(seconds * 1000))
            }, longestLeap: longestDifference)
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
            state.advance(reading: reading, moment: moment, longestLeap: longestLeap)
            return state.time
        }
    }

    /// 2025-01-01, in seconds since 1970: this program was written later, so a clock before it is wrong.
    static let earliestSeconds: Int64 = 1_735_689_600

    /// How far two clocks may differ before one of them is wrong: as far as devices believe.
    static let longestDifference = Duration.seconds(86_400)

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

// MARK: - What is wrong with it

extension ServiceClock {
    /// What is wrong with the clock, as of now; nil for nothing.
    var fault: ClockFault? {
        _ = preciseNow()
        return state.withLock { state in
            if let difference = state.difference { return .differs(by: difference) }
            return state.leap.map { .leapt(by: $0) }
        }
    }

    /// Whether nothing may be dated by it, since nobody knows what time it is.
    var isInDoubt: Bool { state.withLock { $0.difference != nil } }

    /// Compares it with a clock that all nodes ask.
    ///
    /// It is enough that one of the two is near: the machine's, where time goes on slowly until that has
    /// caught up, or the time itself, where the machine's has leapt.
    func compare(with other: Timestamp) {
        let leads = [source(), preciseNow()].map { PreciseTime(other) - $0 }
        let isNear = leads.contains { lead in
            lead <= Self.longestDifference && lead >= .zero - Self.longestDifference
        }
        state.withLock { $0.difference = isNear ? nil : leads[0] }
    }
}
