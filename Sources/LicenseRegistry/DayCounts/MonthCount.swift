public import LicenseSync
public import LicenseVerifier
package import SQLDatabase

/// What was used of one license in one month.
public struct MonthCount: Equatable, Sendable {
    /// The month, counted from January of the year 0 in UTC.
    public let month: Int64
    /// What was counted.
    public let meter: Meter
    /// How much of it.
    public let units: Int64
}

extension MonthCount: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        month = try row["month"]
        guard let number = UInt32(exactly: try row.integer("meter")) else {
            throw .column("meter")
        }
        meter = Meter(number)
        units = try row["units"]
    }
}

extension Timestamp {
    /// The month, counted from January of the year 0 in UTC.
    public var monthsSinceYearZero: Int64 {
        let date = CivilDate(daysSinceEpoch: daysSinceEpoch)
        return Int64(date.year) * 12 + Int64(date.month) - 1
    }
}
