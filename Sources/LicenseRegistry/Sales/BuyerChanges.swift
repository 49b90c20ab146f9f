import LicenseVerifier
import SQLDatabase

/// The customers that buyers are.
struct BuyerChanges {
    private let change: Change
    private let organization: OrganizationID

    init(_ change: Change, of organization: OrganizationID) {
        self.change = change
        self.organization = organization
    }

    /// The customer that a buyer is: by their id, else by their id in another form.
    func find(_ buyer: Buyer) throws(RegistryError) -> CustomerRecord? {
        let customers = CustomerQueries(change)
        if let id = buyer.id, let found = try customers.customer(id),
            found.organization == organization
        {
            return found
        }
        for external in [buyer.externalID, buyer.id.map { "\($0)" }].compactMap(\.self) {
            if let found = try customers.customer(external: external, of: organization) {
                return found
            }
        }
        return nil
    }

    /// The customer that a buyer is, who is added where nobody is.
    func customer(for buyer: Buyer) throws(RegistryError) -> CustomerID {
        try change.check(buyer.name, "customer_name")
        try change.check(buyer.email, "customer_email")
        try change.check(buyer.externalID, "external_customer_id")
        if let known = try find(buyer) {
            try fill(known, from: buyer)
            return known.id
        }
        var id = buyer.id ?? change.newID()
        // Another organization may have the same buyer; customers are kept apart.
        if try CustomerQueries(change).customer(id) != nil { id = change.newID() }
        var customer = CustomerRecord(
            id: id, organization: organization, name: buyer.name ?? "", createdAt: change.now)
        customer.email = buyer.email
        customer.externalID =
            buyer.externalID ?? buyer.id.flatMap { $0 == id ? nil : "\($0)" }
        try CustomerChanges(change).add(customer)
        return id
    }

    /// Gives a customer the name and the address that are missing; false where nothing is.
    @discardableResult
    func fill(_ known: CustomerRecord, from buyer: Buyer) throws(RegistryError) -> Bool {
        var filled = known
        if filled.name.isEmpty { filled.name = buyer.name ?? "" }
        if filled.email == nil { filled.email = buyer.email }
        guard filled != known, known.deletedAt == nil else { return false }
        try change.check(filled.name, "customer_name")
        try change.check(filled.email, "customer_email")
        try CustomerChanges(change).update(filled)
        try change.audit(.customerEdit, of: known.id)
        return true
    }

    /// Takes over what a shop now says of a buyer; false where nothing is changed.
    func update(_ buyer: Buyer) throws(RegistryError) -> Bool {
        guard let known = try find(buyer) else { return false }
        try change.check(buyer.name, "customer_name", unless: known.name)
        try change.check(buyer.email, "customer_email", unless: known.email)
        var changed = known
        if let name = buyer.name { changed.name = name }
        if let email = buyer.email { changed.email = email }
        guard changed != known else { return false }
        try CustomerChanges(change).update(changed)
        try change.audit(.customerEdit, of: known.id)
        return true
    }

    /// Remembers that a buyer is gone.
    func delete(_ customer: CustomerRecord) throws(RegistryError) {
        try change.run(
            "UPDATE customer SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL",
            [.id(customer.id), .time(change.now)])
        try change.audit(.customerDelete, of: customer.id)
    }
}
