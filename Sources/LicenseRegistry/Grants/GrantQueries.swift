import LicenseVerifier
import SQLDatabase

/// What is asked about grants.
struct GrantQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func page(
        matching filter: GrantFilter, order: PageOrder, page: PageRange
    ) throws(RegistryError) -> (grants: [GrantRecord], total: Int64) {
        let condition = filter.condition
        let total = try reading.value(
            Int64.self, "SELECT count(*) AS total FROM license_grant WHERE \(condition.sql)",
            condition.values)
        let count = condition.values.count
        let grants = try reading.rows(
            GrantRecord.self,
            """
            SELECT \(GrantRecord.columns) FROM license_grant WHERE \(condition.sql)
            ORDER BY \(filter.order.rawValue) \(order.rawValue), created_us \(order.rawValue),
                id \(order.rawValue)
            LIMIT $\(count + 1) OFFSET $\(count + 2)
            """, condition.values + [.integer(page.limit), .integer(page.offset)])
        return (grants, total ?? 0)
    }

    func grant(_ id: GrantID) throws(RegistryError) -> GrantRecord? {
        try reading.row(
            GrantRecord.self, "SELECT \(GrantRecord.columns) FROM license_grant WHERE id = $1",
            [.id(id)])
    }
}
