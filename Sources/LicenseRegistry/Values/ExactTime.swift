import CBOR
public import LicenseVerifier
import SQLDatabase

/// A moment to the microsecond: finely enough to order what happens within a second.
public struct ExactTime: Hashable, Comparable, Sendable {
    private static let second: Int64 = 1_000_000

    /// Microseconds since the epoch.
    public let microseconds: Int64

    /// The beginning of a second.
    public init(_ time: Timestamp) {
        self.init(microseconds: time.secondsSinceEpoch * Self.second)
    }

    /// Reads a time with its offset from UTC and any fraction of a second (RFC 3339 §5.6).
    ///
    /// Digits beyond the sixth are cut.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            guard let time = Timestamp(text) else { return nil }
            self.init(time)
            return
        }
        let digits = parts[1].utf8.prefix(while: \.isDigit)
        guard (1...18).contains(digits.count),
            let time = Timestamp(parts[0] + parts[1].dropFirst(digits.count))
        else { return nil }
        let fraction = (Array(digits) + Array("000000".utf8)).prefix(6).reduce(0) {
            $0 * 10 + Int64($1 - UInt8(ascii: "0"))
        }
        self.init(time, fraction: fraction)
    }

    /// Takes microseconds since the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// - Parameter fraction: microseconds within the second; what is more than these is cut.
    init(_ time: Timestamp, fraction: Int64) {
        self.init(
            microseconds: time.secondsSinceEpoch * Self.second
                + min(max(0, fraction), Self.second - 1))
    }

    /// The second in which it lies.
    public var timestamp: Timestamp {
        Timestamp(secondsSinceEpoch: microseconds / Self.second) ?? .max
    }

    /// The microseconds within the second.
    public var fraction: Int64 { microseconds % Self.second }

    /// The characters of the moment in UTC with six digits of a fraction: `2026-10-01T12:00:00.000001Z`.
    public var characters: [UInt8] {
        let digits = "\(fraction)"
        var characters = Array(timestamp.characters.dropLast())
        characters.append(UInt8(ascii: "."))
        characters += repeatElement(UInt8(ascii: "0"), count: 6 - digits.utf8.count)
        characters += Array("\(digits)Z".utf8)
        return characters
    }

    /// The earlier comes first.
    public static func < (left: ExactTime, right: ExactTime) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension SQLCondition {
    /// Requires two columns, seconds and microseconds, to be no earlier than one moment and no later
    /// than another.
    mutating func require(_ columns: String, _ from: ExactTime?, _ until: ExactTime?) {
        for (comparison, moment) in [(">=", from), ("<=", until)] {
            guard let moment else { continue }
            let second = parameter(.time(moment.timestamp))
            let fraction = parameter(.integer(moment.fraction))
            require("\(columns) \(comparison) (\(second), \(fraction))")
        }
    }
}

extension SQLRow {
    /// A moment that two columns hold: whole seconds, and the microseconds within the second.
    func exactTime(_ seconds: String, _ fraction: String) throws(SQLError) -> ExactTime {
        ExactTime(try self[seconds], fraction: try integer(fraction))
    }
}
