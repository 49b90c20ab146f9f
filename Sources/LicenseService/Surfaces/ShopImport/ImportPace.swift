/// Lets others write while a long import does: after each short while of work it rests as long as it
/// has worked.
///
/// A registry in a file has one writer, who would otherwise have it back before anybody else has seen
/// that it was free.
public struct ImportPace {
    private static let turn = Duration.milliseconds(20)

    private let clock: () -> Duration
    private let rest: (Duration) -> Void
    private var began: Duration

    /// A pace that begins now.
    ///
    /// - Parameters:
    ///   - clock: the time that has gone by, by a clock that nobody sets.
    ///   - rest: waits that long.
    public init(clock: @escaping () -> Duration, rest: @escaping (Duration) -> Void) {
        self.clock = clock
        self.rest = rest
        began = clock()
    }

    /// Rests, if it is time to; called after each item.
    public mutating func step() {
        let worked = clock() - began
        guard worked >= Self.turn else { return }
        rest(worked)
        began = clock()
    }
}
