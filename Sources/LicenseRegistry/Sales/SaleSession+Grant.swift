import LicenseIssuer
import LicenseVerifier

/// What is granted for the first time.
extension SaleSession {
    /// Mints a license of a benefit for a buyer, and records it with its grant.
    mutating func grant(
        _ benefit: BenefitID, to buyer: Buyer, _ notice: SaleNotice
    ) throws(RegistryError) {
        guard let (template, organization) = try BenefitQueries(writer).benefit(benefit),
            organization == notice.organization
        else { throw .missing(kind: .benefit) }
        // What was paid is over, as with a message that comes late; the next one pays for more.
        if let end = notice.licensesEnd, end <= now { return }
        guard let issuer = desk.issuer, issuer.organization == organization else {
            throw .noIssuer
        }
        let customer = try customer(buyer, organization)
        var order = LicenseOrder(benefit, terms: template.terms)
        order.terms.lifetime = notice.period.lifetime(of: template.terms, at: now)
        order.customer = customer
        order.extras.grant = NewGrant(id: writer.newID(), to: customer, through: notice.sale)
        order.extras.text = try text(notice, of: benefit)
        let id = try Minting(writer, by: issuer).mint(order).claims.license
        outcome.minted.append(id)
        if desk.sendsEmails { try EmailChanges(writer).queue(for: id) }
    }

    /// A text that the buyer has, as long as no other license has it.
    private func text(
        _ notice: SaleNotice, of benefit: BenefitID
    ) throws(RegistryError) -> String? {
        guard let text = notice.text, notice.names(benefit),
            try !KeyQueries(writer).isTaken(text, in: notice.organization)
        else { return nil }
        return text
    }

    // MARK: - Buyers

    /// The customer that a buyer is, who is added where nobody is.
    func customer(
        _ buyer: Buyer, _ organization: OrganizationID
    ) throws(RegistryError) -> CustomerID {
        if let known = try Registry.customer(of: buyer, organization, writer) {
            var filled = known
            if filled.name.isEmpty { filled.name = buyer.name ?? "" }
            if filled.email == nil { filled.email = buyer.email }
            if filled != known { try CustomerChanges(writer).update(filled) }
            return known.id
        }
        var id = buyer.id ?? writer.newID()
        // Another organization may have the same buyer; customers are kept apart.
        if try Registry.isTaken(id, writer) { id = writer.newID() }
        var customer = CustomerRecord(
            id: id, organization: organization, name: buyer.name ?? "", createdAt: now)
        customer.email = buyer.email
        customer.externalID =
            buyer.externalID ?? buyer.id.flatMap { $0 == id ? nil : "\($0)" }
        try CustomerChanges(writer).add(customer)
        return id
    }
}
