import JSON
import LicenseRegistry
import LicenseVerifier

/// A grant with all that its answer shows.
struct PolarGrant: Sendable {
    let grant: GrantRecord
    let customer: CustomerRecord
    /// The text of the license key.
    let key: String
    let listing: BenefitListing
}

/// Grants as Polar's clients read them.
enum PolarGrantWire {
    static func write(
        _ grant: PolarGrant, _ version: PolarVersion, to writer: inout JSONWriter
    ) {
        writeSubject(of: grant, version, to: &writer)
        writer.member("customer") { PolarCustomerWire.write(grant.customer, to: &$0) }
        writer.member("benefit") { PolarBenefitWire.write(grant.listing, to: &$0) }
    }

    static func writeForCustomers(
        _ grant: PolarGrant, of organization: PolarOrganization, _ version: PolarVersion,
        to writer: inout JSONWriter
    ) {
        writeSubject(of: grant, version, to: &writer)
        writer.member("customer") { writer in
            PolarCustomerWire.write(grant.customer, to: &writer)
            writer.member("oauth_accounts", .object(JSONObject()))
        }
        writer.member("benefit") { writer in
            PolarBenefitWire.writeForCustomers(grant.listing, of: organization, to: &writer)
        }
    }

    private static func writeSubject(
        of grant: PolarGrant, _ version: PolarVersion, to writer: inout JSONWriter
    ) {
        let record = grant.grant
        writer.member("id", record.id)
        writer.member("created_at", record.created)
        writer.member("modified_at", record.changedAt)
        writer.member("granted_at", record.revokedAt == nil ? record.grantedAt : nil)
        writer.member("is_granted", record.revokedAt == nil)
        writer.member("revoked_at", record.revokedAt)
        writer.member("is_revoked", record.revokedAt != nil)
        writer.member("subscription_id", record.sale.polarID(.subscription))
        writer.member("order_id", record.sale.polarID(.order))
        writer.member("customer_id", record.customer)
        writer.member("user_id", record.customer)
        writer.member("member_id", JSON.null)
        writer.member("member", JSON.null)
        writer.member("benefit_id", record.benefit)
        writer.member("error", JSON.null)
        writer.member("properties") { writeProperties(of: grant, to: &$0) }
    }

    static func writeProperties(of grant: PolarGrant, to writer: inout JSONWriter) {
        writer.member("license_key_id", grant.grant.license)
        writer.member("display_key", PolarLicenseKeyWire.masked(grant.key))
    }
}
