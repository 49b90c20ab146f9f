public import LicenseVerifier
package import SQLDatabase

/// What is counted by day.
public enum DayCountKind: Int64, Sendable, CaseIterable {
    /// Seats that were taken.
    case activations = 0
    /// Validations that were good.
    case validations = 1
    /// Units that were used.
    case units = 2
    /// What was refused about known licenses, by the code of the refusal.
    case refusals = 3
}

/// How often something happened on one day.
public struct DayCount: Equatable, Sendable {
    /// The day, counted from 1970-01-01 in UTC.
    public let day: Int64
    /// What happened.
    public let kind: DayCountKind
    /// Why something was refused; empty for all else.
    public let code: String
    /// How often.
    public let total: Int64
}

extension DayCount: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        day = try row["day"]
        kind = try row["kind"]
        code = try row["code"]
        total = try row["total"]
    }
}

extension DayCountKind: SQLColumnValue {}

extension Timestamp {
    /// The day, counted from 1970-01-01 in UTC.
    public var daysSinceEpoch: Int64 { secondsSinceEpoch / 86_400 }
}
