public import LicenseVerifier

/// A customer as the registry keeps it.
public struct CustomerRecord: Equatable, Sendable {
    /// Names the customer in licenses.
    public let id: CustomerID
    /// Whose customer.
    public let organization: OrganizationID
    /// The issuer's own name for the customer.
    public let name: String
    /// When it was first named.
    public let createdAt: Timestamp
}

extension Store {
    /// An organization's customers, by their ids.
    ///
    /// - Parameter after: begin after this one, the last of the page before.
    public func customers(
        of organization: OrganizationID, after: CustomerID? = nil, limit: Int
    ) throws(StoreError) -> [CustomerRecord] {
        try database.read { (reader) throws(StoreError) in
            try reader.rows(
                """
                SELECT * FROM customer
                WHERE organization_id = $1 AND ($2 IS NULL OR id > $2) ORDER BY id LIMIT $3
                """,
                [
                    .blob(organization.bytes), after.map { .blob($0.bytes) } ?? .null,
                    .integer(Int64(limit)),
                ], Self.customer)
        }
    }

    /// A customer by its id.
    public func customer(_ id: CustomerID) throws(StoreError) -> CustomerRecord? {
        try database.read { (reader) throws(StoreError) in
            try reader.row(
                "SELECT * FROM customer WHERE id = $1", [.blob(id.bytes)], Self.customer)
        }
    }

    private static func customer(_ row: SQLRow) throws(StoreError) -> CustomerRecord {
        CustomerRecord(
            id: try row.parsed("id") { CustomerID($0) },
            organization: try row.parsed("organization_id") { OrganizationID($0) },
            name: try row.text("name"), createdAt: try row.timestamp("created_at"))
    }
}
