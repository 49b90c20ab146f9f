public import LicenseVerifier

/// The latest times that a device knows of, so that turning back its clock gains nothing (Ledger,
/// clock).
///
/// The *signed* mark is hard: something that was signed then is on this device, so it is at least
/// that late. The *seen* mark is soft: the clock has said so, and clocks err. One boot in a wrong
/// year ends nothing for good, since a newer signed time or a reset takes the seen mark back.
public struct ClockMarks: Equatable, Sendable {
    /// The latest moment at which anything that the device holds was signed.
    public internal(set) var signed: Timestamp
    /// The latest moment that the clock has said, as far as that is believed.
    public internal(set) var seen: Timestamp
    /// The number of the last clock reset that was used; 0 for none.
    public internal(set) var resets: UInt64

    /// Marks of a device that knows nothing yet.
    init() {
        signed = Timestamp.earliest
        seen = Timestamp.earliest
        resets = 0
    }

    /// Learns a signed time; a newer one than is known takes the seen mark back to it.
    mutating func learn(signed moment: Timestamp) {
        guard moment > signed else { return }
        signed = moment
        seen = moment
    }

    /// Uses a reset whose number and device were checked.
    mutating func reset(to moment: Timestamp, number: UInt64) {
        seen = max(moment, signed)
        resets = number
    }
}

/// The clock of one running program, held against a device's marks.
///
/// While the program runs, the time that has passed is measured and not read: a clock that jumps
/// ahead meanwhile moves no mark, and one that is held back does not stop time.
struct RunningClock {
    /// What time it was when the measuring began.
    private var start: Timestamp
    /// What the monotonic clock said then.
    private var startElapsed: Duration

    /// How far a clock may run ahead of the measured time and still be believed.
    private static let tolerance = Duration.seconds(300)

    init(reading: Timestamp, elapsed: Duration, marks: ClockMarks) {
        start = max(reading, marks.seen, marks.signed)
        startElapsed = elapsed
    }

    /// The time to be used, which never falls behind the marks or the time that has passed.
    func time(reading: Timestamp, elapsed: Duration, marks: ClockMarks) -> Timestamp {
        let measured = start + (elapsed - startElapsed)
        return max(reading, marks.signed, marks.seen, measured - Self.tolerance)
    }

    /// Where the seen mark belongs now.
    func seen(reading: Timestamp, elapsed: Duration, marks: ClockMarks) -> Timestamp {
        let measured = start + (elapsed - startElapsed)
        return max(marks.seen, min(max(reading, measured), measured + Self.tolerance))
    }
}

extension Timestamp {
    /// The first moment that there is: every sum is held within the range.
    static let earliest = Timestamp.max - .seconds(Timestamp.max.secondsSinceEpoch)
}
