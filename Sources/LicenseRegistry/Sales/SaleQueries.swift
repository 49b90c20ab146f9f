import LicenseVerifier
import SQLDatabase

/// What is asked about sales.
struct SaleQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// Sales that were said to end by themselves, and whose time has come.
    func due(at now: Timestamp, limit: Int) throws(RegistryError) -> [DueSale] {
        try reading.rows(
            DueSale.self,
            """
            SELECT organization_id, kind, id, ends_at FROM sale
            WHERE ends_at IS NOT NULL AND ends_at <= $1 ORDER BY ends_at LIMIT $2
            """, [.time(now), .integer(Int64(limit))])
    }

    /// What a sale has given, the oldest first.
    func grants(
        through sale: Sale, of organization: OrganizationID
    ) throws(RegistryError) -> [GrantRecord] {
        try reading.rows(
            GrantRecord.self,
            """
            SELECT \(GrantRecord.columns) FROM license_grant
            WHERE organization_id = $1 AND sale_kind = $2 AND sale = $3
            ORDER BY created_at, created_us, id
            """, sale.key(in: organization))
    }

    /// What a customer has through sales, the oldest first.
    func grants(to customer: CustomerID) throws(RegistryError) -> [GrantRecord] {
        try reading.rows(
            GrantRecord.self,
            """
            SELECT \(GrantRecord.columns) FROM license_grant
            WHERE customer_id = $1 ORDER BY created_at, created_us, id
            """, [.id(customer)])
    }

    /// The grants that a license is of.
    func grants(of license: LicenseID) throws(RegistryError) -> [GrantRecord] {
        try reading.rows(
            GrantRecord.self,
            "SELECT \(GrantRecord.columns) FROM license_grant WHERE license_id = $1",
            [.id(license)])
    }

    /// Whether the sale has suspended a license of a benefit, and not the vendor.
    func isHeld(
        _ benefit: BenefitID, of sale: Sale, in organization: OrganizationID
    ) throws(RegistryError) -> Bool {
        try reading.value(
            Bool.self,
            """
            SELECT is_held FROM sale_benefit
            WHERE organization_id = $1 AND kind = $2 AND sale = $3 AND benefit_id = $4
            """, sale.key(in: organization) + [.id(benefit)]) ?? false
    }
}

/// A sale that was said to end by itself, and when.
struct DueSale: SQLRecord {
    let organization: OrganizationID
    let sale: Sale
    let end: Timestamp

    init(_ row: SQLRow) throws(SQLError) {
        organization = try row["organization_id"]
        let kind: Sale.Kind = try row["kind"]
        sale = try row.parsed(text: "id") { Sale(kind, $0) }
        end = try row["ends_at"]
    }
}

extension Sale {
    /// Organization, kind and id, by which its rows are found.
    func key(in organization: OrganizationID) -> [SQLValue] {
        [.id(organization), .integer(kind.rawValue), .text(id)]
    }
}
