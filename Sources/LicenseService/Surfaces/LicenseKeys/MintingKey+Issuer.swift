import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

extension MintingKey? {
    /// The issuer of an organization's licenses, whatever their benefits; nil for another one's.
    func issuer(of organization: OrganizationID) -> Issuer? {
        flatMap { $0.issuer.organization == organization ? $0.issuer : nil }
    }

    /// The issuer of a benefit's licenses; nil where this service may not mint them.
    func issuer(covering benefit: BenefitID, of organization: OrganizationID) -> Issuer? {
        flatMap { $0.covers(benefit, of: organization) ? $0.issuer : nil }
    }

    /// The issuer of a benefit's licenses.
    func issuer(
        for benefit: BenefitID, of organization: OrganizationID
    ) throws(RegistryError) -> Issuer {
        guard let issuer = issuer(covering: benefit, of: organization) else {
            throw .noIssuer
        }
        return issuer
    }
}
