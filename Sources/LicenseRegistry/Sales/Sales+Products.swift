public import LicenseVerifier

extension Sales {
    /// The products of a shop that an organization has mapped to its benefits.
    public func mappedProducts(
        of shop: ShopMessage.Shop, by organization: OrganizationID
    ) throws(RegistryError) -> [MappedProduct] {
        try transactions.read { (reading) throws(RegistryError) in
            try ShopProductQueries(reading).mapped(of: shop, by: organization)
        }
    }

    /// The products of an organization's sales that nobody has mapped, the newest message first.
    public func unmappedProducts(
        of organization: OrganizationID
    ) throws(RegistryError) -> [UnmappedProduct] {
        try transactions.read { (reading) throws(RegistryError) in
            try ShopProductQueries(reading).unmapped(of: organization)
        }
    }

    /// What sales of a product give from now on; throws `missing` for a benefit that the
    /// organization does not have.
    public func map(
        _ product: ShopProduct, to benefit: BenefitID, of organization: OrganizationID,
        now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ShopProductChanges(change).map(product, to: benefit, of: organization)
        }
    }

    /// Sales of a product give nothing from now on, and wait; throws `missing` for one that is not
    /// mapped.
    public func unmap(
        _ product: ShopProduct, of organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ShopProductChanges(change).unmap(product, of: organization)
        }
    }

    /// Keeps a message that only names products which nobody has mapped.
    public func keep(
        _ waiting: WaitingMessage, for products: [String], now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try ShopProductChanges(change).keep(waiting, for: products)
        }
    }

    /// One of the messages that wait for each product, as the shop has signed it: it may say what the
    /// product is called.
    public func waitingSamples(
        of organization: OrganizationID
    ) throws(RegistryError) -> [ShopProduct: [UInt8]] {
        try transactions.read { (reading) throws(RegistryError) in
            try ShopProductQueries(reading).samples(of: organization)
        }
    }

    /// The messages that wait for a product of an organization, in the order in which they happened.
    public func waitingMessages(
        for product: ShopProduct, of organization: OrganizationID
    ) throws(RegistryError) -> [WaitingMessage] {
        try transactions.read { (reading) throws(RegistryError) in
            try ShopProductQueries(reading).waiting(for: product, of: organization)
        }
    }

    /// Applies what a message said that has waited, and forgets it, in one transaction.
    @discardableResult
    public func apply(
        _ notice: SaleNotice, of waiting: WaitingMessage, policy: SalePolicy, now: Timestamp
    ) throws(RegistryError) -> SaleOutcome {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            var session = SaleSession(change, policy)
            try session.take(notice)
            try ShopProductChanges(change).forget(waiting.message, of: waiting.organization)
            return session.outcome
        }
    }
}
