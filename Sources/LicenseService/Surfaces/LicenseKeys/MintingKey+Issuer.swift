import HTTPTypes
import LicenseIssuer
import LicenseVerifier

/// This service has no issuing key for a benefit.
struct MintingRefusal: ProblemConvertible {
    var problem: Problem {
        Problem(
            .forbidden, "no-minting", "this service may not mint licenses of this benefit",
            nextStep: "mint it where the issuing key is, and import it")
    }
}

extension MintingKey? {
    /// The issuer of a benefit's licenses; nil where this service may not mint them.
    func issuer(covering benefit: BenefitID, of organization: OrganizationID) -> Issuer? {
        flatMap { $0.covers(benefit, of: organization) ? $0.issuer : nil }
    }

    /// The issuer of a benefit's licenses.
    func issuer(
        for benefit: BenefitID, of organization: OrganizationID
    ) throws(MintingRefusal) -> Issuer {
        guard let issuer = issuer(covering: benefit, of: organization) else {
            throw MintingRefusal()
        }
        return issuer
    }
}
