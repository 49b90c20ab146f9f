public import LicenseIssuer
public import LicenseVerifier

/// A license that is to be minted and recorded.
public struct LicenseOrder: Sendable {
    /// Of which benefit.
    public let benefit: BenefitID
    /// The benefit's terms, or as they were changed for this license.
    public var terms: LicenseTerms
    /// Its id, where that is known before; nil for a new one.
    public var license: LicenseID?
    /// Who gets it.
    public var customer: CustomerID?
    /// The issuer's own name for the customer, where that is new.
    public var customerName: String?
    /// The customer's address, which no token has in it; one that the customer has already stays.
    public var customerEmail: String?
    /// From when on it is good; nil for at once.
    public var notBefore: Timestamp?
    /// When it is said to be issued; nil for now.
    public var issuedAt: Timestamp?
    /// Whether it has a position in a status list; without one it can never be revoked.
    public var isRevocable = true
    /// In which form its key is handed out; nil for the benefit's.
    public var keyForm: KeyForm?
    /// Whether its customer has the benefit by it without a sale.
    public var isGivenByHand = false
    /// What it has besides its token.
    public var extras = LicenseExtras()

    /// A license of a benefit with these terms.
    public init(_ benefit: BenefitID, terms: LicenseTerms) {
        self.benefit = benefit
        self.terms = terms
    }

    /// Ends the license at a moment, or never; after one that has passed the token ends as soon as it
    /// can.
    public mutating func end(at end: Timestamp?, now: Timestamp) {
        let passed = PassedEnd(end, at: now)
        extras.end = passed?.moment
        terms.lifetime =
            passed == nil ? end.map { .until($0) } ?? .perpetual : .until(now + .seconds(1))
    }
}
