public import LicenseIssuer
public import LicenseVerifier

/// An issuing key that a service was entrusted with, and for what.
public struct MintingKey: Sendable {
    /// The organization with its key.
    public let issuer: Issuer
    /// The benefits that it may mint; empty for any.
    public let benefits: Set<BenefitID>

    /// A key for some benefits; none named means any.
    public init(_ issuer: Issuer, benefits: Set<BenefitID>) {
        self.issuer = issuer
        self.benefits = benefits
    }

    func covers(_ benefit: BenefitID, of organization: OrganizationID) -> Bool {
        issuer.organization == organization && (benefits.isEmpty || benefits.contains(benefit))
    }
}
