import LicenseIssuer
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// The claims of a license, for people and programs.
struct ClaimsReport: Encodable {
    let grant: GrantReport
    private let terms: TermsReport

    init(_ claims: LicenseClaims) {
        grant = GrantReport(claims)
        terms = TermsReport(claims)
    }

    /// One object: the members of both.
    func encode(to encoder: any Encoder) throws {
        try grant.encode(to: encoder)
        try terms.encode(to: encoder)
    }

    /// The claims as names and values; what a license does not say is left out.
    func fields(benefitName: String? = nil) -> Fields {
        var fields = Fields()
        fields.add("license", grant.license)
        fields.add("organization", grant.organization)
        fields.add("benefit", benefitName.map { "\($0) (\(grant.benefit))" } ?? grant.benefit)
        fields.add("customer", grant.customer)
        fields.add("issued", grant.issuedAt)
        fields.add("not before", grant.notBefore)
        fields.add("expires", grant.expiresAt ?? "never")
        let (first, last): ([TermsField], [TermsField]) = ([.grace], [.offline, .enforcement])
        terms.add(first, to: &fields)
        terms.add(
            TermsField.allCases.filter { $0 != .prefix && !(first + last).contains($0) },
            to: &fields)
        fields.add(
            "status", grant.statusIndex.map { "index \($0)" } ?? "none, so it cannot be revoked")
        terms.add(last, to: &fields)
        return fields
    }

    /// What is licensed, for a screen that says everything else itself.
    func scopeFields() -> Fields {
        var fields = Fields()
        fields.add("license", grant.license)
        terms.add([.prefix], to: &fields)
        fields.add("benefit", grant.benefit)
        terms.add(TermsField.allCases.filter { $0.isScope && $0 != .prefix }, to: &fields)
        return fields
    }
}

/// Who has a license of what, and from when until when.
struct GrantReport: Encodable {
    let license: String
    let organization: String
    let benefit: String
    let customer: String?
    let issuedAt: String
    let notBefore: String?
    let expiresAt: String?
    let statusIndex: UInt32?

    init(_ claims: LicenseClaims) {
        license = claims.license.description
        organization = claims.organization.description
        benefit = claims.benefit.description
        customer = claims.customer?.description
        issuedAt = claims.issuedAt.description
        notBefore = claims.notBefore?.description
        expiresAt = claims.expiresAt?.description
        statusIndex = claims.statusIndex?.value
    }
}
