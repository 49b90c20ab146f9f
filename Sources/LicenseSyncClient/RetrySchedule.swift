/// How often, and after how long, something is tried again: a bounded number of times, each wait
/// about twice the one before, drawn at random so that a fleet does not come back all at once.
public struct RetrySchedule: Sendable {
    /// How many tries there are in all.
    public var tries: Int
    /// About how long the first wait is.
    public var first: Duration
    /// No wait is longer.
    public var longest: Duration

    /// Three tries, a second and two apart.
    public init(
        tries: Int = 3, first: Duration = .seconds(1), longest: Duration = .seconds(60)
    ) {
        self.tries = max(tries, 1)
        self.first = first
        self.longest = longest
    }

    /// The wait after a number of failed tries; nil when no other follows.
    ///
    /// Between half and the whole of the doubled wait ("equal jitter"); a server that names its own
    /// wait is obeyed, within the longest.
    public func wait(
        after failures: Int, asked: Duration? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        guard failures < tries else { return nil }
        if let asked { return min(asked, longest) }
        let doubled = (1..<max(failures, 1)).reduce(first) { wait, _ in min(wait + wait, longest) }
        let whole = min(doubled, longest)
        let share = Double.random(in: 0.5...1, using: &generator)
        return .milliseconds(
            Int64(
                Double(whole.components.seconds) * 1000 * share
                    + Double(whole.components.attoseconds) / 1e15 * share))
    }

    /// The pause between two rounds: about so long, a tenth more or less.
    public static func interval(
        _ interval: Duration, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let share = Double.random(in: 0.9...1.1, using: &generator)
        return .milliseconds(Int64(Double(interval.components.seconds) * 1000 * share))
    }
}
