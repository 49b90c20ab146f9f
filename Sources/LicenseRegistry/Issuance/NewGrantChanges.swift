import LicenseVerifier
import SQLDatabase

/// The grant of a license, as the license is recorded and changes its state.
struct NewGrantChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Records the grant that gives a license; throws `exists` where the sale has given the benefit
    /// already, by a license that was minted here.
    func insert(_ grant: NewGrant, of license: LicenseClaims) throws(RegistryError) {
        let isImported = grant.importedSince != nil
        // No sale is later than the news of it, whatever the shop's clock says.
        let sold = grant.soldAt.map { change.moment(at: min($0, change.now)) }
        let created = grant.importedSince ?? sold ?? change.moment()
        let granted = sold == nil ? created.timestamp : change.now
        let count = try change.run(
            """
            INSERT INTO license_grant (id, organization_id, benefit_id, customer_id, license_id,
                sale_kind, sale, created_at, granted_at, created_us, imported_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
            """,
            [
                .id(grant.id), .id(license.organization), .id(license.benefit),
                .id(grant.customer), .id(license.license), .integer(grant.sale.kind.rawValue),
                .text(grant.sale.id), .time(created.timestamp), .time(granted),
                .integer(created.fraction), isImported ? .time(change.now) : .null,
            ])
        guard count == 1 else { throw .exists(kind: .grant, name: grant.sale.id) }
    }

    /// Keeps the grant of a license in step with its state; whether that changed it.
    func follow(_ state: LicenseState, of license: LicenseID) throws(RegistryError) -> Bool {
        let values: [SQLValue] = [.id(license), .time(change.now)]
        return try change.run(
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
