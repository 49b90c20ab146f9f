public import LicenseVerifier
package import SQLDatabase

/// That a customer has a benefit through a sale, and with it a license.
public struct GrantRecord: Equatable, Sendable {
    /// Names the grant.
    public let id: GrantID
    /// Whose benefit.
    public let organization: OrganizationID
    /// Which benefit.
    public let benefit: BenefitID
    /// Who has it.
    public let customer: CustomerID
    /// The license that it gave; the same when it is granted again.
    public let license: LicenseID
    /// Through what.
    public let sale: Sale
    /// Since when it is known; of what was sold elsewhere, when it was sold, as far as the shop says.
    public let created: ExactTime
    /// When it was changed last; nil for never.
    public let changedAt: Timestamp?
    /// When it was granted last.
    public let grantedAt: Timestamp
    /// Since when it is revoked; nil while it is granted.
    public let revokedAt: Timestamp?

    /// The second since when it is known.
    public var createdAt: Timestamp { created.timestamp }
}

extension GrantRecord: SQLRecord {
    static let columns = """
        license_grant.id, license_grant.organization_id, license_grant.benefit_id,
        license_grant.customer_id, license_grant.license_id, license_grant.sale_kind,
        license_grant.sale, license_grant.created_at, license_grant.changed_at,
        license_grant.granted_at, license_grant.revoked_at, license_grant.created_us
        """

    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        organization = try row["organization_id"]
        benefit = try row["benefit_id"]
        customer = try row["customer_id"]
        license = try row["license_id"]
        sale = try Sale(row)
        created = try row.exactTime("created_at", "created_us")
        changedAt = try row["changed_at"]
        grantedAt = try row["granted_at"]
        revokedAt = try row["revoked_at"]
    }
}
