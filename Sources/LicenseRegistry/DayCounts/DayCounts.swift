public import LicenseVerifier
import SQLDatabase

/// How often things happened, by organization and day.
public struct DayCounts: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// What was used of a license from a month on, the oldest first.
    public func months(
        of license: LicenseID, from month: Int64
    ) throws(RegistryError) -> [MonthCount] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                MonthCount.self,
                """
                SELECT month, meter, units FROM license_month
                WHERE license_id = $1 AND month >= $2 ORDER BY month, meter
                """, [.id(license), .integer(month)])
        }
    }

    /// The counts of an organization from a day on, the oldest first.
    public func all(
        of organization: OrganizationID, from day: Int64
    ) throws(RegistryError) -> [DayCount] {
        try transactions.read { (reading) throws(RegistryError) in
            try reading.rows(
                DayCount.self,
                """
                SELECT day, kind, code, CAST(sum(total) AS BIGINT) AS total FROM day_count
                WHERE organization_id = $1 AND day >= $2
                GROUP BY day, kind, code ORDER BY day, kind, code
                """, [.id(organization), .integer(day)])
        }
    }
}
