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
        let minted = try mint(template, notice, customer, issuer)
        let id = minted.claims.license
        var extras = LicenseExtras()
        extras.grant = GrantRecord(
            id: writer.newID(), of: benefit, organization: organization,
            customer: customer, license: id, through: notice.sale, now: now)
        extras.text = try text(notice, minted.claims)
        try Registry.record(LicenseRecord(minted), with: extras, actor: actor, now: now, writer)
        outcome.minted.append(id)
        if desk.sendsEmails { try Registry.queueEmail(for: id, now, writer) }
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
            terms.lifetime = .until(now + Self.untilPayment)
        } else if notice.sale.kind == .subscription {
            terms.lifetime = .perpetual
        }
        var grant = Grant(benefit.id)
        grant.customer = customer
        grant.statusIndex = try Registry.drawIndex(notice.organization, writer)
        var random = writer.random
        do throws(IssuerError) {
            return try issuer.mint(terms, for: grant, issuedAt: now, using: &random)
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
            try !Registry.isTaken(text, claims.organization, writer)
        {
            return text
        }
        var random = writer.random
        return try BenefitQueries(writer).keyForm(of: claims.benefit).text(
            of: claims, using: &random)
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
