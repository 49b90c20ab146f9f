import CBOR
public import LicenseVerifier

/// When something happened elsewhere, finely enough to order what happened within a second.
public struct EventTime: Comparable, Sendable {
    /// Microseconds since the epoch.
    public let microseconds: Int64

    /// The beginning of a second.
    public init(_ time: Timestamp) {
        self.init(microseconds: time.secondsSinceEpoch * 1_000_000)
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
        self.init(microseconds: time.secondsSinceEpoch * 1_000_000 + fraction)
    }

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The earlier comes first.
    public static func < (left: EventTime, right: EventTime) -> Bool {
        left.microseconds < right.microseconds
    }
}
