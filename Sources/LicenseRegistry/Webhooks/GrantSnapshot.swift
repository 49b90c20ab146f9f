import LicenseIssuer

/// A grant as it was right after an event, with all that a shop's receivers are told of it.
public struct GrantSnapshot: Equatable, Sendable {
    /// The grant.
    public let grant: GrantRecord
    /// Who has it.
    public internal(set) var customer: CustomerRecord
    /// What was granted; of its terms, those that shops show.
    public internal(set) var benefit: BenefitListing
    /// Whether the event granted it, for the first time or again, or took it back.
    public var changesGrant = false

    init(_ grant: GrantRecord, to customer: CustomerRecord, of benefit: BenefitListing) {
        self.grant = grant
        self.customer = customer
        var shown = benefit
        var terms = LicenseTerms(prefix: benefit.benefit.terms.prefix)
        terms.lifetime = benefit.benefit.terms.lifetime
        terms.activationLimit = benefit.benefit.terms.activationLimit
        terms.usageLimit = benefit.benefit.terms.usageLimit
        shown.benefit = Benefit(id: benefit.benefit.id, name: benefit.benefit.name, terms: terms)
        self.benefit = shown
    }
}
