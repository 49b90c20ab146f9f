import LicenseVerifier

/// How often the seats of one license may move to other machines within a period: `3/90d`.
///
/// It is the vendor's rule about a benefit and in no license, so a change counts at once.
public struct SeatMoveLimit: Equatable, Sendable, CustomStringConvertible {
    /// The most moves that can be named.
    public static let maxMoves: Int64 = 1_000_000

    /// How many seats may move, at least one.
    public let moves: Int64
    /// Within which time, in whole seconds.
    public let period: Duration

    /// A number of moves from 1 on, in a period of at least a second; nil for anything else.
    public init?(moves: Int64, period: Duration) {
        let (seconds, parts) = period.components
        guard (1...Self.maxMoves).contains(moves), parts == 0,
            (1...Limits.maxSpanSeconds).contains(seconds)
        else { return nil }
        self.moves = moves
        self.period = period
    }

    /// Reads the form above, in `s`, `min`, `h`, `d` or `w`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let moves = Self.number(parts[0]) else { return nil }
        let digits = parts[1].prefix { $0.isASCII && $0.isNumber }
        guard let count = Self.number(digits),
            let unit = Self.units.first(where: { $0.name == parts[1].dropFirst(digits.count) }),
            count <= Limits.maxSpanSeconds / unit.seconds
        else { return nil }
        self.init(moves: moves, period: .seconds(count * unit.seconds))
    }

    /// The form that is read, in the largest unit up to days that divides the period.
    public var description: String {
        let seconds = period.components.seconds
        let unit = Self.units.first { $0.name != "w" && seconds.isMultiple(of: $0.seconds) }
        guard let unit else { return "\(moves)/\(seconds)s" }
        return "\(moves)/\(seconds / unit.seconds)\(unit.name)"
    }

    private static let units: [(name: String, seconds: Int64)] = [
        ("w", 604_800), ("d", 86_400), ("h", 3600), ("min", 60), ("s", 1),
    ]

    /// Digits and nothing else.
    private static func number(_ text: some StringProtocol) -> Int64? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int64(text) : nil
    }
}
