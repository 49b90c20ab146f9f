/// Since when the deltas say what changed that are published beside a list (Status-List §7).
///
/// Fixed moments in UTC, so that all devices fetch the same few files, and the one that a device
/// asks for tells little about it.
public enum DeltaPeriod: String, CaseIterable, Sendable {
    /// Since the beginning of yesterday.
    case day
    /// Since Monday.
    case week
    /// Since the first of the month.
    case month

    /// When the period began that a moment lies in.
    public func beginning(at now: Timestamp) -> Timestamp {
        let secondsPerDay: Int64 = 86_400
        let days = now.secondsSinceEpoch / secondsPerDay
        let first: Int64 =
            switch self {
            case .day: max(days - 1, 0)
            // The epoch began on a Thursday.
            case .week: max(days - (days + 3) % 7, 0)
            case .month: days + 1 - CivilDate(daysSinceEpoch: days).day
            }
        return Timestamp(secondsSinceEpoch: first * secondsPerDay) ?? now
    }

    /// The shortest delta that may begin with a list that was signed at a moment; nil where only the
    /// list itself can.
    ///
    /// The publisher's day may be another one than a device's clock has, and a list signed at the
    /// very beginning of a period may not be the one that was in force then; so this is a guess, and
    /// a delta that does not fit is refused.
    public static func shortest(
        since issuedAt: Timestamp, at now: Timestamp
    ) -> DeltaPeriod? {
        let fitting = allCases.filter { $0.beginning(at: now) <= issuedAt }
        return fitting.max { $0.beginning(at: now) < $1.beginning(at: now) }
    }
}
