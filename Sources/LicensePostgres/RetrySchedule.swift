import Glibc
import SQLDatabase

/// When something that failed by no fault of its own is tried again, and when no more.
///
/// Each pause is drawn at random up to a bound that doubles, so that those who met once do not
/// meet again.
struct RetrySchedule {
    /// So often a transaction may meet others before its caller is told `busy`.
    ///
    /// From the third time on it takes the lock, and meets only those who are new.
    static let maxConflicts = 24
    private static let firstPause = Duration.milliseconds(1)
    private static let longestPause = Duration.milliseconds(250)

    private let deadline: ContinuousClock.Instant
    private var attempts = 0
    /// How often the transaction has met another.
    private(set) var conflicts = 0

    /// - Parameter limit: how long a broken connection is mended.
    init(limit: Duration) {
        deadline = .now + limit
    }

    /// Waits until the transaction may be tried again; false when it has been often enough.
    mutating func waitAfterConflict() -> Bool {
        conflicts += 1
        guard conflicts < Self.maxConflicts else { return false }
        Self.pause(Self.bound(of: conflicts))
        return true
    }

    /// Waits until a connection may be tried again; false when it has taken too long.
    mutating func waitAfterLoss() -> Bool {
        attempts += 1
        // The first time at once: mostly one connection is broken, and not the server.
        guard attempts > 1 else { return true }
        guard .now < deadline else { return false }
        Self.pause(Self.bound(of: attempts))
        return true
    }

    /// The longest pause before the n-th attempt.
    static func bound(of attempt: Int) -> Duration {
        min(longestPause, firstPause * (1 << min(attempt, 16)))
    }

    private static func pause(_ bound: Duration) {
        let nanoseconds = Int(bound / .nanoseconds(1))
        var time = timespec(tv_sec: 0, tv_nsec: Int.random(in: 0..<max(1, nanoseconds)))
        unsafe nanosleep(&time, nil)
    }
}
