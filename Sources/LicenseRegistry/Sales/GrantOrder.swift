public import LicenseVerifier

/// A benefit that a vendor grants through a sale, with a new license.
public struct GrantOrder: Sendable {
    /// Which benefit.
    public let benefit: BenefitID
    /// Whose it is.
    public let organization: OrganizationID
    /// Through what it is granted.
    public let sale: Sale
    /// Who gets it.
    public let buyer: Buyer
    /// When the license ends; nil where the benefit says so.
    public let end: Timestamp?

    /// An order for a buyer.
    public init(
        _ benefit: BenefitID, of organization: OrganizationID, through sale: Sale,
        to buyer: Buyer, until end: Timestamp?
    ) {
        self.benefit = benefit
        self.organization = organization
        self.sale = sale
        self.buyer = buyer
        self.end = end
    }

    /// The order as a shop would say it.
    func notice(at now: Timestamp) -> SaleNotice {
        var notice = SaleNotice(
            of: sale, organization: organization, .benefit(benefit), .granted, at: ExactTime(now))
        notice.buyer = buyer
        notice.licensesEnd = end
        return notice
    }

    /// The grant that follows from it.
    var filter: GrantFilter {
        var filter = GrantFilter(organization: organization)
        filter.benefit = benefit
        filter.sale = sale
        return filter
    }
}
