import LicenseIssuer
import LicenseVerifier

extension Minting {
    /// Mints a license that a vendor gives by hand, and finds or adds its customer.
    ///
    /// - Parameter position: where it is in its batch, whose licenses are all issued at one moment.
    func mint(
        _ manual: ManualOrder, of benefit: Benefit, issuedAt: Timestamp? = nil,
        at position: BatchPosition? = nil
    ) throws(RegistryError) -> MintedLicense {
        var order = LicenseOrder(benefit.id, terms: manual.terms(over: benefit.terms))
        order.isGivenByHand = true
        order.issuedAt = issuedAt
        order.extras.position = position
        if let email = manual.email {
            order.customer = try customer(email, named: manual.name)
        } else if let name = manual.name {
            order.customer = change.newID()
            order.customerName = name
        }
        return try mint(order)
    }

    private func customer(_ email: String, named name: String?) throws(RegistryError) -> CustomerID
    {
        let known = try CustomerQueries(change).customer(email: email, of: issuer.organization)
        if let known { return known.id }
        var customer = CustomerRecord(
            id: change.newID(), organization: issuer.organization, name: name ?? "",
            createdAt: change.now)
        customer.email = email
        try CustomerChanges(change).add(customer)
        return customer.id
    }
}
