public import LicenseVerifier
import SQLDatabase

/// Which grants are asked for; nil asks for all.
public struct GrantFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Of which benefit.
    public var benefit: BenefitID?
    /// Of which customer.
    public var customer: CustomerID?
    /// Through which sale.
    public var sale: Sale?
    /// Whether they are granted.
    public var isGranted: Bool?
    /// Of benefits that these may see.
    public var visibility: BenefitListing.Visibility?
    /// Only those behind this one, by their creation, the newest first.
    public var before: GrantID?
    /// By what they are ordered.
    public var order = Order.created

    /// A moment of a grant.
    public enum Order: String, Sendable {
        case created = "created_at"
        case granted = "granted_at"
        case revoked = "coalesce(revoked_at, 0)"
    }

    /// All grants of an organization.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}

extension Registry {
    /// Grants that a filter lets through, the newest first or the oldest, and how many there are.
    public func grants(
        matching filter: GrantFilter, order: PageOrder = .newestFirst, page: PageRange
    ) throws(RegistryError) -> (grants: [GrantRecord], total: Int64) {
        var parts = ["organization_id = $1"]
        var values = [SQLValue.blob(filter.organization.bytes)]
        func add(_ test: String, _ value: SQLValue?) {
            guard let value else { return }
            values.append(value)
            parts.append("\(test) $\(values.count)")
        }
        add("benefit_id =", filter.benefit.map { .blob($0.bytes) })
        add("customer_id =", filter.customer.map { .blob($0.bytes) })
        add("sale_kind =", filter.sale.map { .integer($0.kind.rawValue) })
        add("sale =", filter.sale.map { .text($0.id) })
        if let isGranted = filter.isGranted {
            parts.append("revoked_at IS \(isGranted ? "" : "NOT ")NULL")
        }
        if let visibility = filter.visibility {
            values.append(.integer(visibility.rawValue))
            parts.append(
                """
                benefit_id IN (SELECT id FROM benefit WHERE organization_id = $1
                    AND visibility = $\(values.count) AND deleted_at IS NULL)
                """)
        }
        if let before = filter.before {
            values.append(.blob(before.bytes))
            parts.append(
                """
                (created_at, id) < (SELECT created_at, id FROM license_grant
                    WHERE id = $\(values.count))
                """)
        }
        let condition = parts.joined(separator: " AND ")
        return try transactions.read { [values] (reader) throws(RegistryError) in
            let total = try reader.row(
                "SELECT count(*) AS total FROM license_grant WHERE \(condition)", values
            ) { (row) throws(SQLError) in try row.integer("total") }
            let grants = try reader.rows(
                """
                SELECT \(GrantRecord.columns) FROM license_grant WHERE \(condition)
                ORDER BY \(filter.order.rawValue) \(order.rawValue), id \(order.rawValue)
                LIMIT $\(values.count + 1) OFFSET $\(values.count + 2)
                """, values + [.integer(page.limit), .integer(page.offset)],
                { (row) throws(SQLError) in try GrantRecord(row) })
            return (grants, total ?? 0)
        }
    }

    /// A grant by its id.
    public func grant(_ id: GrantID) throws(RegistryError) -> GrantRecord? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT \(GrantRecord.columns) FROM license_grant WHERE id = $1",
                [.blob(id.bytes)], { (row) throws(SQLError) in try GrantRecord(row) })
        }
    }

    /// The grant that gave a license; nil where there was none.
    public func grant(of license: LicenseID) throws(RegistryError) -> GrantRecord? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                "SELECT \(GrantRecord.columns) FROM license_grant WHERE license_id = $1",
                [.blob(license.bytes)], { (row) throws(SQLError) in try GrantRecord(row) })
        }
    }

    /// Takes a grant back, and with it its license, whether that was granted or disabled; one that
    /// is revoked stays as it is.
    public func revokeGrant(
        _ id: GrantID, reason: String, now: Timestamp
    ) throws(RegistryError) {
        guard let grant = try grant(id) else { throw .missing(kind: .grant) }
        guard grant.revokedAt == nil else { return }
        try setState(of: grant.license, to: .revoked, reason: reason, now: now)
    }

    static func insert(
        _ grant: GrantRecord, _ writer: Change
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            INSERT INTO license_grant (id, organization_id, benefit_id, customer_id, license_id,
                sale_kind, sale, created_at, granted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """, grant.values)
        guard count == 1 else { throw .exists(kind: .grant, name: grant.sale.id) }
    }

    /// Keeps the grant of a license in step with its state; whether that changed it.
    static func followState(
        of license: LicenseID, _ state: LicenseState, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) -> Bool {
        let values: [SQLValue] = [.blob(license.bytes), .integer(now.secondsSinceEpoch)]
        return try writer.run(
            state == .revoked
                ? """
                UPDATE license_grant SET revoked_at = $2, changed_at = $2
                WHERE license_id = $1 AND revoked_at IS NULL
                """
                : """
                UPDATE license_grant SET revoked_at = NULL, granted_at = $2, changed_at = $2
                WHERE license_id = $1 AND revoked_at IS NOT NULL
                """, values) == 1
    }
}
