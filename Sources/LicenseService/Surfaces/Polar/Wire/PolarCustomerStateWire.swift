import JSON
import LicenseRegistry

/// A customer with what they have, as Polar's clients read it.
///
/// Subscriptions and meters are the shop's own, so that none are listed.
enum PolarCustomerStateWire {
    /// - Parameter grants: those that are not revoked.
    static func write(
        _ customer: CustomerRecord, _ grants: [PolarGrant], to writer: inout JSONWriter
    ) {
        PolarCustomerWire.write(customer, to: &writer)
        writer.name("active_subscriptions")
        writer.array { _ in }
        writer.name("granted_benefits")
        writer.array { writer in
            for grant in grants { writer.object { write(grant, to: &$0) } }
        }
        writer.name("active_meters")
        writer.array { _ in }
    }

    private static func write(_ grant: PolarGrant, to writer: inout JSONWriter) {
        let record = grant.grant
        writer.member("id", record.id)
        writer.member("created_at", record.created)
        writer.member("modified_at", record.changedAt)
        writer.member("granted_at", record.grantedAt)
        writer.member("benefit_id", record.benefit)
        writer.member("benefit_type", "license_keys")
        writer.member("benefit_metadata", .object(grant.listing.metadata.json))
        writer.member("properties") { PolarGrantWire.writeProperties(of: grant, to: &$0) }
    }
}
