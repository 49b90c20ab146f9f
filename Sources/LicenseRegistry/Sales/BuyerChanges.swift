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

    /// The customer that a buyer is: by their id, else by their id in another form, as long as that is
    /// not of somebody whom the shop knows by another id of its own.
    func find(_ buyer: Buyer) throws(RegistryError) -> CustomerRecord? {
        let customers = CustomerQueries(change)
        if let id = buyer.id, let found = try customers.customer(id),
            found.organization == organization
        {
            return found
        }
        for external in [buyer.externalID, buyer.id.map { "\($0)" }].compactMap(\.self) {
            if let found = try customers.customer(external: external, of: organization),
                try mayBe(buyer, found)
            {
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
        // Who was deleted at the shop and made again has the id of their own system twice.
        customer.externalID =
            try free(buyer.externalID) ?? buyer.id.flatMap { $0 == id ? nil : "\($0)" }
        customer.metadata = buyer.metadata ?? Attributes()
        customer.isTeam = buyer.isTeam ?? false
        try CustomerChanges(change).add(customer)
        if buyer.id == id {
            try change.run("UPDATE customer SET has_shop_id = 1 WHERE id = $1", [.id(id)])
        }
        if let since = buyer.since, since < ExactTime(change.now) {
            try CustomerChanges(change).date(id, since: since)
        }
        return id
    }

    /// Gives a customer what is missing: name, address, metadata, and the day since when the shop knows
    /// them; false where nothing is.
    @discardableResult
    func fill(_ known: CustomerRecord, from buyer: Buyer) throws(RegistryError) -> Bool {
        guard known.deletedAt == nil else { return false }
        var filled = known
        if filled.name.isEmpty { filled.name = buyer.name ?? "" }
        if filled.email == nil { filled.email = buyer.email }
        if filled.metadata.isEmpty, let metadata = buyer.metadata {
            filled.metadata = metadata
            // Somebody of whom nothing else was known has no kind either.
            filled.isTeam = filled.isTeam || buyer.isTeam == true
        }
        if filled.externalID == nil, let id = try free(buyer.externalID) { filled.externalID = id }
        let isDated = try date(known, since: buyer.since)
        guard filled != known else { return isDated }
        try change.check(filled.name, "customer_name")
        try change.check(filled.email, "customer_email")
        try CustomerChanges(change).update(filled)
        try change.audit(.customerEdit, of: known.id)
        return true
    }

    /// Dates a customer as the shop does, which has known them longer; false where it has not.
    private func date(
        _ known: CustomerRecord, since: ExactTime?
    ) throws(RegistryError) -> Bool {
        guard let since, since < known.created else { return false }
        try CustomerChanges(change).date(known.id, since: since)
        return true
    }

    /// Whether a buyer can be a customer with another id: not where the shop gave both ids.
    private func mayBe(
        _ buyer: Buyer, _ customer: CustomerRecord
    ) throws(RegistryError) -> Bool {
        guard buyer.id != nil else { return true }
        return try !change.exists(
            "SELECT 1 AS known FROM customer WHERE id = $1 AND has_shop_id = 1", [.id(customer.id)])
    }

    /// An id in another form that no customer has.
    private func free(_ external: String?) throws(RegistryError) -> String? {
        guard let external,
            try CustomerQueries(change).customer(external: external, of: organization) == nil
        else { return nil }
        return external
    }

    /// Takes over what a shop now says of a buyer; false where nothing is changed.
    func update(_ buyer: Buyer) throws(RegistryError) -> Bool {
        guard let known = try find(buyer) else { return false }
        try change.check(buyer.name, "customer_name", unless: known.name)
        try change.check(buyer.email, "customer_email", unless: known.email)
        var changed = known
        if let name = buyer.name { changed.name = name }
        if let email = buyer.email { changed.email = email }
        if let metadata = buyer.metadata { changed.metadata = metadata }
        if let isTeam = buyer.isTeam { changed.isTeam = isTeam }
        // The id by which the shop itself knows them stays.
        if buyer.id != nil, let external = try free(buyer.externalID) {
            try change.check(external, "external_customer_id")
            changed.externalID = external
        }
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
