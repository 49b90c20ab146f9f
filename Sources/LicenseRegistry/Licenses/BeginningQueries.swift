import LicenseVerifier
import SQLDatabase

/// Whom and what the beginning of a text means to who looks for licenses.
struct BeginningQueries {
    private let reading: any Reading
    private let dialect: SQLDialect

    init(_ reading: any Reading, _ dialect: SQLDialect) {
        self.reading = reading
        self.dialect = dialect
    }

    /// All that a beginning means, however much that is.
    func matches(
        _ beginning: String, of organization: OrganizationID
    ) throws(RegistryError) -> (customers: [CustomerID], licenses: [LicenseID]) {
        try matches(beginning, of: organization, limit: nil)
    }

    /// Whether a beginning means more than one search looks up.
    func isTooBroad(
        _ beginning: String, of organization: OrganizationID
    ) throws(RegistryError) -> Bool {
        let most = LicenseSearch.mostMatches
        let (customers, licenses) = try matches(beginning, of: organization, limit: most + 1)
        return customers.count > most || licenses.count > most
    }

    /// - Parameter limit: how many are looked up by each text; nil for all.
    private func matches(
        _ beginning: String, of organization: OrganizationID, limit: Int?
    ) throws(RegistryError) -> (customers: [CustomerID], licenses: [LicenseID]) {
        let beginning = TextBeginning(beginning, dialect)
        let values: [SQLValue] = [.id(organization)] + beginning.range
        let bound = limit.map { " LIMIT \($0)" } ?? ""
        let customers = ["name", "email"].map { column in
            """
            SELECT id FROM (SELECT id FROM customer
                WHERE organization_id = $1 AND deleted_at IS NULL AND \(column) IS NOT NULL
                    AND \(beginning.test(column, 2))\(bound)) AS customers_by_\(column)
            """
        }
        // Begins with the labels: an organization has more licenses than devices are called so.
        let licenses = ["activation", "seat"].map { table in
            """
            SELECT license_id FROM (SELECT \(table).license_id FROM \(table) CROSS JOIN license
                WHERE license.id = \(table).license_id AND license.organization_id = $1
                    AND \(beginning.test("\(table).label", 2))\(bound)) AS licenses_by_\(table)
            """
        }
        return (
            try reading.values(
                CustomerID.self, customers.joined(separator: " UNION "), values),
            try reading.values(LicenseID.self, licenses.joined(separator: " UNION "), values)
        )
    }
}
