public import LicenseVerifier

/// The grant that gives a license, recorded with it.
public struct NewGrant: Sendable {
    /// Names the grant.
    public let id: GrantID
    /// Who has it.
    public let customer: CustomerID
    /// Through what.
    public let sale: Sale
    /// Since when the customer has had it elsewhere; nil where it is given here.
    var importedSince: ExactTime?
    /// When it was sold, where a shop has said so; nil for now.
    var soldAt: Timestamp?

    /// A grant through a sale.
    public init(id: GrantID, to customer: CustomerID, through sale: Sale) {
        self.id = id
        self.customer = customer
        self.sale = sale
    }

    /// A grant without a sale, of a license that is given by hand.
    public init?(
        byHand license: LicenseID, to customer: CustomerID,
        using generator: inout some RandomNumberGenerator
    ) {
        // The license's id stands for the sale, so that a customer can be given the benefit again.
        guard let sale = Sale(.manual, "\(license)") else { return nil }
        self.init(id: .random(using: &generator), to: customer, through: sale)
    }
}
