import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// What is asked about benefits.
struct BenefitQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func all(of organization: OrganizationID) throws(RegistryError) -> [Benefit] {
        try reading.rows(
            Benefit.self, "SELECT * FROM benefit WHERE organization_id = $1 ORDER BY name",
            [.id(organization)])
    }

    func offered(by organization: OrganizationID) throws(RegistryError) -> [Benefit] {
        try reading.rows(
            Benefit.self,
            """
            SELECT * FROM benefit WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY name
            """, [.id(organization)])
    }

    func benefit(
        _ id: BenefitID
    ) throws(RegistryError) -> (benefit: Benefit, organization: OrganizationID)? {
        try reading.row("SELECT * FROM benefit WHERE id = $1", [.id(id)]) {
            (row) throws(SQLError) in (try Benefit(row), try row["organization_id"])
        }
    }

    func listing(_ id: BenefitID) throws(RegistryError) -> BenefitListing? {
        try reading.row(BenefitListing.self, "SELECT * FROM benefit WHERE id = $1", [.id(id)])
    }

    func listings(
        matching filter: BenefitListingFilter, page: PageRange
    ) throws(RegistryError) -> (listings: [BenefitListing], total: Int64) {
        let condition = filter.condition
        let total = try reading.value(
            Int64.self, "SELECT count(*) AS total FROM benefit WHERE \(condition.sql)",
            condition.values)
        let listings = try reading.rows(
            BenefitListing.self,
            """
            SELECT * FROM benefit WHERE \(condition.sql) ORDER BY \(filter.ordering)
            LIMIT $\(condition.values.count + 1) OFFSET $\(condition.values.count + 2)
            """, condition.values + [.integer(page.limit), .integer(page.offset)])
        return (listings, total ?? 0)
    }

    func keyForm(of id: BenefitID) throws(RegistryError) -> KeyForm {
        let form = try reading.value(
            KeyForm.self, "SELECT key_form FROM benefit WHERE id = $1", [.id(id)])
        guard let form else { throw .missing(kind: .benefit) }
        return form
    }
}
