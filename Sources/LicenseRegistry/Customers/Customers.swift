public import LicenseVerifier
import SQLDatabase

/// Who licenses are issued to, and the sessions in which they see them.
public struct Customers: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// An organization's customers, by their ids.
    ///
    /// - Parameters:
    ///   - email: only those with this mailbox, however it is spelled; nil for all.
    ///   - after: begin after this one, the last of the page before.
    public func all(
        of organization: OrganizationID, email: String? = nil, after: CustomerID? = nil,
        limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).all(
                of: organization, email: email, after: after, limit: limit)
        }
    }

    /// The names that an organization's customers have, without those of nobody and of the deleted.
    public func names(
        of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [String] {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).names(of: organization, limit: limit)
        }
    }

    /// Customers that a filter lets through, and how many there are.
    public func page(
        matching filter: CustomerFilter, order: PageOrder = .newestFirst, page: PageRange
    ) throws(RegistryError) -> (customers: [CustomerRecord], total: Int64) {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).page(matching: filter, order: order, page: page)
        }
    }

    /// An organization's customers as people look through them, the newest first.
    ///
    /// - Parameter last: begin after this one, the last of the page before.
    public func newest(
        of organization: OrganizationID, after last: CustomerID? = nil, limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerListQueries(reading).newest(of: organization, after: last, limit: limit)
        }
    }

    /// How many customers an organization has; `most` for as many or more.
    public func count(
        of organization: OrganizationID, upTo most: Int
    ) throws(RegistryError) -> Int64 {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerListQueries(reading).count(of: organization, upTo: most)
        }
    }

    /// Customers whose name, e-mail address or external id begins so, in the order of these texts.
    ///
    /// A customer who is found by two texts is on a page once, and may be on a later one again.
    ///
    /// - Parameter last: begin after this place, the last of the page before.
    public func found(
        by beginning: String, of organization: OrganizationID, after last: CustomerPlace? = nil,
        limit: Int
    ) throws(RegistryError) -> [(place: CustomerPlace, customer: CustomerRecord)] {
        let beginning = TextBeginning(beginning, transactions.database.dialect)
        return try transactions.read { (reading) throws(RegistryError) in
            try CustomerListQueries(reading).found(
                beginning, of: organization, after: last, limit: limit)
        }
    }

    /// A customer by its id.
    public func find(_ id: CustomerID) throws(RegistryError) -> CustomerRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).customer(id)
        }
    }

    /// A customer by the id that another system has for it.
    public func find(
        external id: String, of organization: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).customer(external: id, of: organization)
        }
    }

    /// The customers with a mailbox, however their addresses spell it, the oldest first.
    ///
    /// Each shop makes one of its own of the same person.
    public func all(
        email: String, of organization: OrganizationID, limit: Int
    ) throws(RegistryError) -> [CustomerRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).customers(email: email, of: organization, limit: limit)
        }
    }

    /// The oldest customer with a mailbox.
    public func find(
        email: String, of organization: OrganizationID
    ) throws(RegistryError) -> CustomerRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).customer(email: email, of: organization)
        }
    }

    /// Adds a customer; throws `exists` where its id or its external id is taken, or its address where
    /// only one may have it.
    public func add(
        _ customer: CustomerRecord, email: EmailRule = .shared, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try CustomerChanges(change).add(customer, email: email)
        }
    }

    /// Changes what is known of a customer; throws `missing` for one that is not there, and
    /// `exists` where another has the external id, or the address where only one may have it.
    public func replace(
        _ customer: CustomerRecord, email: EmailRule = .shared, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try CustomerChanges(change).replace(customer, email: email)
        }
    }

    /// Customers by their ids, also those that were deleted; one that is not there is left out.
    public func find(
        _ ids: Set<CustomerID>
    ) throws(RegistryError) -> [CustomerID: CustomerRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).customers(ids.sorted())
        }
    }

    /// Marks a customer as deleted and frees its external id; throws `missing` for one that is not
    /// there or was deleted before.
    ///
    /// Licenses of the customer stay as they are: the grants are revoked before.
    ///
    /// - Parameter erases: whether name, e-mail address and metadata go too.
    public func delete(
        _ id: CustomerID, erasing erases: Bool = false, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try CustomerChanges(change).delete(id, erasing: erases)
        }
    }

    /// Opens a session for a customer, and forgets those that have ended.
    public func addSession(_ session: CustomerSession, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try CustomerChanges(change).open(session)
        }
    }

    /// A session by its id, whether it is too old or not; nil for none, and where its customer was
    /// deleted or the token has ended that opened it.
    public func session(
        _ id: CustomerSessionID, now: Timestamp
    ) throws(RegistryError) -> CustomerSession? {
        try transactions.read { (reading) throws(RegistryError) in
            try CustomerQueries(reading).session(id, at: now)
        }
    }
}
