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
        if notice.period.isOver(at: change.now) { return }
        guard let issuer = policy.issuer, issuer.organization == organization else {
            throw .noIssuer
        }
        let customer = try BuyerChanges(change, of: organization).customer(for: buyer)
        var order = LicenseOrder(benefit, terms: template.terms)
        order.terms.lifetime = notice.period.lifetime(of: template.terms, at: change.now)
        order.customer = customer
        order.extras.grant = NewGrant(id: change.newID(), to: customer, through: notice.sale)
        order.extras.grant?.soldAt = notice.soldAt
        order.extras.text = try text(notice, of: benefit)
        let id = try Minting(change, by: issuer).mint(order).claims.license
        outcome.minted.append(id)
        if let theirs = notice.license, notice.names(benefit) {
            try LicenseAliasChanges(change).add(theirs, to: id, of: organization)
        }
        if policy.sendsEmails { try EmailChanges(change).queue(for: id) }
    }

    /// A text that the buyer has, as long as no other license has it.
    private func text(
        _ notice: SaleNotice, of benefit: BenefitID
    ) throws(RegistryError) -> String? {
        guard let text = notice.text, notice.names(benefit),
            try !KeyQueries(change).isTaken(text, in: notice.organization)
        else { return nil }
        return text
    }
}
