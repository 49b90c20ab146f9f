import HTTPTypes
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// A benefit that a merchant grants through a sale, with a new license.
struct GrantOrder: Sendable {
    let sale: Sale
    /// Who gets it.
    let buyer: Buyer
    /// When the license ends; nil where the benefit says so.
    let end: Timestamp?
    /// Whether the customer is sent the key.
    let sendsEmail: Bool

    /// Grants the benefit, unless its sale has granted it already.
    func grant(
        _ benefit: BenefitID, of organization: OrganizationID, by minting: LicenseMinting,
        in registry: Registry
    ) throws -> (grant: GrantRecord, isNew: Bool) {
        let now = minting.now
        let sales = SalePolicy(issuer: minting.key.issuer, sendsEmails: sendsEmail)
        var notice = SaleNotice(
            of: sale, organization: organization, .benefit(benefit), .granted, at: EventTime(now))
        notice.buyer = buyer
        notice.licensesEnd = end
        let outcome = try registry.take([notice], at: sales, now: now)
        var filter = GrantFilter(organization: organization)
        filter.benefit = benefit
        filter.sale = sale
        let page = try registry.grants(matching: filter, page: PageRange(number: 0, size: 1))
        guard let grant = page.grants.first else { throw SaleHasEnded() }
        return (grant, !outcome.minted.isEmpty)
    }
}

/// A sale that has ended grants nothing.
struct SaleHasEnded: ProblemConvertible {
    var problem: Problem {
        Problem(
            .conflict, "grant.sale-ended", "the sale has ended and grants nothing",
            nextStep: "name another sale")
    }
}
