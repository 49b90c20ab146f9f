import COSE
public import COSESigning
public import LicenseVerifier

/// Since when the deltas say what changed that are published beside a list.
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
}

extension VerifiedStatusList {
    /// Signs the deltas that are worth having beside this list: those of less than half its size.
    ///
    /// After a mass revocation, say, there are none: the list is short then, and a delta long.
    public func deltas(
        log: StatusLog, signedBy key: borrowing SigningKey
    ) throws(IssuerError) -> [DeltaPeriod: VerifiedStatusDelta] {
        var deltas: [DeltaPeriod: VerifiedStatusDelta] = [:]
        for period in DeltaPeriod.allCases {
            let beginning = period.beginning(at: claims.issuedAt)
            guard let from = log.sequence(at: beginning),
                let delta = try delta(from: from, changes: log.changes, signedBy: key),
                delta.message.bytes.count * 2 < message.bytes.count
            else { continue }
            deltas[period] = delta
        }
        return deltas
    }
}
