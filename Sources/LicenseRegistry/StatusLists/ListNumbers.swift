import LicenseVerifier

/// How far the numbers of lists can have come.
enum ListNumbers {
    /// The highest number that can have been signed after a list, at two lists a second.
    static func highest(after list: PublishedStatusList, at now: Timestamp) -> UInt64 {
        highest(after: list.sequence, since: list.issuedAt, at: now)
    }

    static func highest(
        after sequence: UInt64, since moment: Timestamp, at now: Timestamp
    ) -> UInt64 {
        let seconds = UInt64(clamping: now.secondsSinceEpoch - moment.secondsSinceEpoch)
        return capped(sequence + 1000 + 2 * min(seconds, 1 << 40), at: now)
    }

    /// No list has a higher number than the second in which it is signed (Status-List, claims).
    static func capped(_ sequence: UInt64, at now: Timestamp) -> UInt64 {
        min(sequence, UInt64(clamping: now.secondsSinceEpoch - 1))
    }
}
