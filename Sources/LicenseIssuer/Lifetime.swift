public import LicenseVerifier

/// How long a license is good, counted from the moment of its issue, or from its beginning.
///
/// Months and years are calendar steps in UTC: the same day and time, or the last day of a month
/// that is shorter (31 January and one month is 28 or 29 February).
public enum Lifetime: Equatable, Sendable {
    /// No end.
    case perpetual
    /// Days of 24 hours.
    case days(Int64)
    /// Calendar months.
    case months(Int64)
    /// Calendar years.
    case years(Int64)
    /// Until a fixed moment, whenever it is issued.
    case until(Timestamp)

    /// The moment at which the lifetime of something issued then ends; nil for no end.
    ///
    /// Throws `beyondCalendar` past the year 9999 and `endsBeforeIssue` for an end that is not
    /// later than the issue.
    public func end(issuedAt: Timestamp) throws(IssuerError) -> Timestamp? {
        let end: Timestamp?
        switch self {
        case .perpetual: return nil
        case .days(..<1), .months(..<1), .years(..<1): throw .endsBeforeIssue
        case .days(let count): end = issuedAt.adding(days: count)
        case .months(let count): end = issuedAt.adding(months: count)
        case .years(let count):
            end = count <= 9999 ? issuedAt.adding(months: count * 12) : nil
        case .until(let moment): end = moment
        }
        guard let end else { throw .beyondCalendar }
        guard end > issuedAt else { throw .endsBeforeIssue }
        return end
    }

    /// The same for something that is good only from a later moment on: a span begins there.
    ///
    /// Throws `endsBeforeBeginning`, too, for an end that is not later than that moment.
    func end(
        issuedAt: Timestamp, beginning: Timestamp?
    ) throws(IssuerError) -> Timestamp? {
        guard let beginning else { return try end(issuedAt: issuedAt) }
        let end = try end(issuedAt: isSpan ? beginning : issuedAt)
        if let end, end <= beginning { throw .endsBeforeBeginning(beginning) }
        return end
    }

    /// Whether it is counted from a beginning.
    package var isSpan: Bool {
        switch self {
        case .days, .months, .years: true
        case .perpetual, .until: false
        }
    }
}

extension Lifetime: CustomStringConvertible {
    /// The form that `init(_:)` reads: `perpetual`, `30d`, `18mo`, `2y` or a time.
    public var description: String {
        switch self {
        case .perpetual: "perpetual"
        case .days(let count): "\(count)d"
        case .months(let count): "\(count)mo"
        case .years(let count): "\(count)y"
        case .until(let moment): moment.description
        }
    }

    /// Reads `perpetual`, a count with `d`, `mo` or `y`, a date, or a time as `Timestamp` does.
    ///
    /// A date means the whole of that day in UTC: `2027-12-31` ends at 2028-01-01T00:00:00Z.
    public init?(_ text: some StringProtocol) {
        if text == "perpetual" {
            self = .perpetual
        } else if let moment = Timestamp(text) {
            let isDate = text.utf8.count == 10
            self = .until(isDate ? moment.adding(days: 1) ?? .max : moment)
        } else {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int64(digits), count > 0 else { return nil }
            switch text.dropFirst(digits.count) {
            case "d": self = .days(count)
            case "mo": self = .months(count)
            case "y": self = .years(count)
            default: return nil
            }
        }
    }
}
