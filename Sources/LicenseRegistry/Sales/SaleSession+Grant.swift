import LicenseIssuer
import LicenseVerifier

/// What is granted for the first time.
extension SaleSession {
    /// Mints a license of a benefit for a buyer, and records it with its grant.
    mutating func grant(
        _ benefit: BenefitID, to buyer: Buyer, _ notice: SaleNotice
    ) throws(RegistryError) {
        guard let (template, organization) = try BenefitQueries(change).benefit(benefit),
            organization == notice.organization
        else { throw .missing(kind: .benefit) }
        // What was paid is over, as with a message that comes late; the next one pays for more.
        if let end = notice.licensesEnd, end <= change.now { return }
        guard let issuer = policy.issuer, issuer.organization == organization else {
            throw .noIssuer
        }
        let customer = try BuyerChanges(change, of: organization).customer(for: buyer)
        let minted = try mint(template, notice, customer, issuer)
        let id = minted.claims.license
        var extras = LicenseExtras()
        extras.grant = NewGrant(id: change.newID(), to: customer, through: notice.sale)
        extras.text = try text(notice, minted.claims)
        try IssuanceChanges(change).record(LicenseRecord(minted), with: extras)
        outcome.minted.append(id)
        if policy.sendsEmails { try EmailChanges(change).queue(for: id) }
    }

    /// How long a license is good of whose payment nothing was heard yet: a shop may tell of the grant
    /// before it tells of the payment, and a license without an end would never get one.
    private static var untilPayment: Duration { .seconds(7 * 86_400) }

    /// A sale that recurs is good until somebody ends it, whatever a license of the benefit lasts
    /// when it is bought once.
    private func mint(
        _ benefit: Benefit, _ notice: SaleNotice, _ customer: CustomerID, _ issuer: Issuer
    ) throws(RegistryError) -> MintedLicense {
        var terms = benefit.terms
        if let end = notice.licensesEnd {
            terms.lifetime = .until(end)
        } else if notice.licensesEndWithPayments, notice.sale.kind == .subscription {
            terms.lifetime = .until(change.now + Self.untilPayment)
        } else if notice.sale.kind == .subscription {
            terms.lifetime = .perpetual
        }
        var grant = Grant(benefit.id)
        grant.customer = customer
        grant.statusIndex = try StatusIndexChanges(change).draw(of: notice.organization)
        var random = change.random
        do throws(IssuerError) {
            return try issuer.mint(terms, for: grant, issuedAt: change.now, using: &random)
        } catch {
            throw .minting(error)
        }
    }

    /// The text that people see: one that the buyer has, as long as no other license has it, or a
    /// short one where the benefit's keys are short.
    private func text(
        _ notice: SaleNotice, _ claims: LicenseClaims
    ) throws(RegistryError) -> String? {
        if let text = notice.text, notice.names(claims.benefit),
            try !KeyQueries(change).isTaken(text, in: claims.organization)
        {
            return text
        }
        var random = change.random
        return try BenefitQueries(change).keyForm(of: claims.benefit).text(
            of: claims, using: &random)
    }
}
