public import LicenseVerifier

/// A moment in milliseconds since 1970, for waits that whole seconds are too coarse for.
public struct PreciseTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let millisecondsSinceEpoch: Int64

    /// Takes milliseconds; before 1970 and beyond 9999 it is the end of that range.
    public init(millisecondsSinceEpoch: Int64) {
        let last = Timestamp.max.secondsSinceEpoch * 1000
        self.millisecondsSinceEpoch = min(max(0, millisecondsSinceEpoch), last)
    }

    /// The beginning of a second.
    public init(_ time: Timestamp) {
        self.init(millisecondsSinceEpoch: time.secondsSinceEpoch * 1000)
    }

    /// The second in which it lies.
    public var timestamp: Timestamp {
        Timestamp(secondsSinceEpoch: millisecondsSinceEpoch / 1000) ?? .max
    }

    /// The earlier of two moments is the smaller.
    public static func < (left: PreciseTime, right: PreciseTime) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    /// The moment a span later; a fraction of a millisecond counts as a whole one.
    public static func + (time: PreciseTime, span: Duration) -> PreciseTime {
        let (seconds, attoseconds) = span.components
        let held = min(max(seconds, -300_000_000_000), 300_000_000_000)
        let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return PreciseTime(
            millisecondsSinceEpoch: time.millisecondsSinceEpoch + held * 1000 + fraction)
    }

    /// The span from one moment to another.
    public static func - (left: PreciseTime, right: PreciseTime) -> Duration {
        .milliseconds(left.millisecondsSinceEpoch - right.millisecondsSinceEpoch)
    }
}
