public import LicenseVerifier

/// What shops and vendors say of sales and buyers, and the licenses that follow from it.
public struct Sales: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Takes what a shop says of its sales, all of it in one transaction with its message's id.
    ///
    /// Granting what is granted does nothing, and so does revoking what is revoked. What fails
    /// leaves nothing behind, so that the message may come again. Throws `missing` for a benefit
    /// that is not there, and where something is to be minted without an issuer.
    ///
    /// - Parameter unmapped: products that nobody has mapped, and the message to be kept for them
    ///   where it is about nothing else.
    @discardableResult
    public func take(
        _ notices: [SaleNotice], of message: ShopMessage? = nil,
        unmapped: (products: [String], waiting: WaitingMessage)? = nil, policy: SalePolicy,
        now: Timestamp
    ) throws(RegistryError) -> SaleOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            var session = SaleSession(change, policy)
            if let message, try !ShopMessageChanges(change).isFirst(message) {
                session.outcome.isRepeated = true
                return session.outcome
            }
            for notice in notices { try session.take(notice) }
            if session.outcome.unrelatedNotices > 0, let unmapped {
                try ShopProductChanges(change).keep(unmapped.waiting, for: unmapped.products)
            }
            return session.outcome
        }
    }

    /// Ends what was said to end by itself, as far as its time has come; returns how many sales.
    public func endDue(
        policy: SalePolicy, now: Timestamp, limit: Int = 100
    ) throws(RegistryError) -> Int {
        // Most looks find nothing, and then nothing is written.
        let hasDue = try transactions.read { (reading) throws(RegistryError) in
            try !SaleQueries(reading).due(at: now, limit: 1).isEmpty
        }
        guard hasDue else { return 0 }
        return try transactions.change(at: now) { (change) throws(RegistryError) in
            var session = SaleSession(change, policy)
            return try session.endDue(limit: limit)
        }
    }

    /// Takes a grant back by the vendor's hand, or gives it again.
    ///
    /// This counts beside what the shop says: a sale that continues does not bring back what the
    /// vendor has taken. Giving again brings the license back whatever became of the sale.
    public func setGrant(
        _ grant: GrantRecord, to status: SaleStatus, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            var session = SaleSession(change, .withoutMinting)
            try session.set(grant, to: status)
        }
    }

    /// Grants a benefit, unless its sale has granted it already; nil where the sale has ended, which
    /// grants nothing.
    public func grant(
        _ order: GrantOrder, policy: SalePolicy, now: Timestamp
    ) throws(RegistryError) -> (grant: GrantRecord, isNew: Bool)? {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            var session = SaleSession(change, policy)
            try session.take(order.notice(at: now))
            let found = try GrantQueries(change).page(
                matching: order.filter, order: .newestFirst, page: PageRange(number: 0, size: 1))
            return found.grants.first.map { ($0, !session.outcome.minted.isEmpty) }
        }
    }

    /// Takes over what a shop now says of a buyer; somebody unknown stays so until they buy.
    ///
    /// Returns whether anything was changed.
    @discardableResult
    public func update(
        _ buyer: Buyer, of organization: OrganizationID, message: ShopMessage? = nil,
        now: Timestamp
    ) throws(RegistryError) -> Bool {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            if let message, try !ShopMessageChanges(change).isFirst(message) { return false }
            return try BuyerChanges(change, of: organization).update(buyer)
        }
    }

    /// Takes back all that a buyer has through sales, and remembers that they are gone.
    public func revokeAll(
        of buyer: Buyer, organization: OrganizationID, at occurredAt: ExactTime,
        message: ShopMessage? = nil, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            if let message, try !ShopMessageChanges(change).isFirst(message) { return }
            let buyers = BuyerChanges(change, of: organization)
            guard let customer = try buyers.find(buyer) else { return }
            var session = SaleSession(change, .withoutMinting)
            try session.revokeAll(of: customer, at: occurredAt)
            try buyers.delete(customer)
        }
    }
}
