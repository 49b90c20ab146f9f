public import LicenseVerifier
import SQLDatabase

/// How often things happened, by organization and day.
public struct DayCounts: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
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
