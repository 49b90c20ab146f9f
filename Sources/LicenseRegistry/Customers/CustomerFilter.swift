public import LicenseVerifier

/// Which customers a page of a list is about; what is nil asks for all.
///
/// Those that were deleted are never among them.
public struct CustomerFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// With this e-mail address.
    public var email: String?
    /// With these characters in name, e-mail address or external id, in whatever case.
    public var words: String?

    /// All customers of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}

extension Registry {
    /// Customers that a filter lets through, and how many there are.
    public func customers(
        matching filter: CustomerFilter, order: PageOrder = .newestFirst, page: PageRange
    ) throws(RegistryError) -> (customers: [CustomerRecord], total: Int64) {
        var values = [SQLValue.blob(filter.organization.bytes)]
        var condition = "organization_id = $1 AND deleted_at IS NULL"
        if let email = filter.email {
            values.append(.text(email))
            condition += " AND email = $\(values.count)"
        }
        if let words = filter.words {
            values.append(.text(SearchPattern(words).text))
            let place = "$\(values.count)"
            let tests = ["name", "email", "external_id"].map {
                "lower(coalesce(\($0), '')) LIKE \(place) ESCAPE '\\'"
            }
            condition += " AND (\(tests.joined(separator: " OR ")))"
        }
        return try database.read { [values, condition] (reader) throws(RegistryError) in
            let total = try reader.row(
                "SELECT count(*) AS total FROM customer WHERE \(condition)", values
            ) { (row) throws(RegistryError) in try row.integer("total") }
            let customers = try reader.rows(
                """
                \(CustomerRecord.selection) WHERE \(condition)
                ORDER BY created_at \(order.rawValue), id \(order.rawValue)
                LIMIT $\(values.count + 1) OFFSET $\(values.count + 2)
                """, values + [.integer(page.limit), .integer(page.offset)],
                { (row) throws(RegistryError) in try CustomerRecord(row) })
            return (customers, total ?? 0)
        }
    }
}
