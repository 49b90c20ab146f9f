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
    func licenses(
        through sale: Sale, of organization: OrganizationID
    ) throws(RegistryError) -> [SoldLicense] {
        try reading.rows(
            SoldLicense.self,
            """
            \(SoldLicense.selection)
            WHERE organization_id = $1 AND sale_kind = $2 AND sale = $3
            ORDER BY created_at, created_us, id
            """, sale.key(in: organization))
    }

    /// What a customer has through sales, the oldest first.
    func licenses(of customer: CustomerID) throws(RegistryError) -> [SoldLicense] {
        try reading.rows(
            SoldLicense.self,
            """
            \(SoldLicense.selection)
            WHERE customer_id = $1 ORDER BY created_at, created_us, id
            """, [.id(customer)])
    }

    /// A license that a sale has given; nil where it was given by none.
    func license(_ id: LicenseID) throws(RegistryError) -> SoldLicense? {
        try reading.row(
            SoldLicense.self, "\(SoldLicense.selection) WHERE license_id = $1", [.id(id)])
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
