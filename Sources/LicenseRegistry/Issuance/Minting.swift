import COSE
import LicenseIssuer
import LicenseVerifier

/// How licenses are minted, with an issuing key and within one change of the registry.
///
/// These are the rules for every interface: the command line, the management API, the shops.
struct Minting {
    let change: Change
    let issuer: Issuer

    init(_ change: Change, by issuer: Issuer) {
        self.change = change
        self.issuer = issuer
    }

    /// Mints a license and records it.
    @discardableResult
    func mint(_ order: LicenseOrder) throws(RegistryError) -> MintedLicense {
        let minted = try minted(order)
        var extras = order.extras
        if order.isGivenByHand, let customer = order.customer {
            var random = change.random
            extras.grant = NewGrant(
                byHand: minted.claims.license, to: customer, using: &random)
        }
        if extras.text == nil { extras.text = try text(of: minted.claims, in: order.keyForm) }
        try IssuanceChanges(change).record(
            LicenseRecord(
                minted, customer: order.customerName, customerEmail: order.customerEmail,
                batchRow: extras.position?.row),
            with: extras)
        return minted
    }

    /// Signs claims with a position of their own in a status list.
    ///
    /// - Parameter position: one that no token has that anybody knows; nil for a new one.
    func sign(
        _ claims: LicenseClaims, at position: StatusIndex? = nil
    ) throws(RegistryError) -> MintedLicense {
        try checkIsInUse()
        var claims = claims
        if let position {
            claims.statusIndex = position
        } else {
            claims.statusIndex = try StatusIndexChanges(change).draw(of: issuer.organization)
        }
        do throws(IssuerError) {
            return try issuer.mint(claims)
        } catch {
            throw .minting(error)
        }
    }

    /// The text that people see of a license instead of its signed key; nil where they see that.
    ///
    /// - Parameter form: nil for the one of its benefit.
    func text(
        of claims: LicenseClaims, in form: KeyForm? = nil
    ) throws(RegistryError) -> String? {
        var random = change.random
        if let form { return form.text(of: claims, using: &random) }
        return try BenefitQueries(change).keyForm(of: claims.benefit)
            .text(of: claims, using: &random)
    }

    private func checkIsInUse() throws(RegistryError) {
        let key = issuer.verificationKey.keyID
        if try OrganizationQueries(change).isRetired(key) { throw .noIssuer }
    }

    private func minted(_ order: LicenseOrder) throws(RegistryError) -> MintedLicense {
        try checkIsInUse()
        let now = order.issuedAt ?? change.now
        var grant = Grant(order.benefit)
        grant.customer = order.customer
        grant.notBefore = order.notBefore
        if order.isRevocable {
            grant.statusIndex = try StatusIndexChanges(change).draw(of: issuer.organization)
        }
        var random = change.random
        do throws(IssuerError) {
            guard let id = order.license else {
                return try issuer.mint(order.terms, for: grant, issuedAt: now, using: &random)
            }
            return try issuer.mint(
                order.terms.claims(id, for: grant, of: issuer.organization, issuedAt: now))
        } catch {
            throw .minting(error)
        }
    }
}
