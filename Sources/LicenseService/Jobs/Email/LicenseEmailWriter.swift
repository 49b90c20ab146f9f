import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Writes the emails about licenses, from what the registry has of them.
struct LicenseEmailWriter: Sendable {
    private let licenses: Licenses
    private let benefits: Benefits
    private let organizations: Organizations
    private let emails: Emails

    init(_ registry: Registry) {
        licenses = registry.licenses
        benefits = registry.benefits
        organizations = registry.organizations
        emails = registry.customers.emails
    }

    /// The email about a license; nil for one that does not exist.
    func email(
        about id: LicenseID, now: Timestamp
    ) throws -> (email: LicenseEmail, license: LicenseDetails, listing: BenefitListing)? {
        guard let license = try licenses.details(id, now: now),
            let listing = try benefits.listing(license.claims.benefit)
        else { return nil }
        let owner = listing.organization
        let organization = try organizations.all().first { $0.id == owner }?.name ?? ""
        let template = try emails.template(of: listing.benefit.id) ?? LicenseEmail.usual
        // Where a shop has described the benefit, customers know it by that.
        let email = try LicenseEmail(
            template,
            LicenseEmail.values(
                license, listing.benefit, named: listing.description,
                organization: organization))
        return (email, license, listing)
    }
}
