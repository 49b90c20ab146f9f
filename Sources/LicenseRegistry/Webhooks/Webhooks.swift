public import LicenseVerifier

/// The endpoints that an organization's events are sent to, their secrets and their deliveries.
public struct Webhooks: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    // MARK: - Endpoints

    /// Adds an endpoint with its first secrets; from now on the organization's events are kept.
    ///
    /// Throws `missing` without the organization, and `exists` for an id that is taken.
    public func addEndpoint(
        _ id: WebhookEndpointID, of organization: OrganizationID, _ terms: WebhookTerms,
        secrets: [WebhookSecretRecord], isConfigured: Bool = false, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EndpointChanges(change).add(
                id, of: organization, terms, secrets: secrets, isConfigured: isConfigured)
        }
    }

    /// An endpoint by its id.
    public func endpoint(_ id: WebhookEndpointID) throws(RegistryError) -> WebhookEndpoint? {
        try transactions.read { (reading) throws(RegistryError) in
            try EndpointQueries(reading).endpoint(id)
        }
    }

    /// An organization's endpoints, or everybody's, in the order in which they came.
    public func endpoints(
        of organization: OrganizationID? = nil
    ) throws(RegistryError) -> [WebhookEndpoint] {
        try transactions.read { (reading) throws(RegistryError) in
            try EndpointQueries(reading).all(of: organization)
        }
    }

    /// Changes what an endpoint gets, and whether it gets anything.
    ///
    /// Switched off, it loses what was on its way, which can be replayed; switched on, it begins
    /// without the failures of before.
    public func replaceTerms(
        of id: WebhookEndpointID, by terms: WebhookTerms, pause: EndpointPause?, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EndpointChanges(change).replaceTerms(of: id, by: terms, pause: pause)
        }
    }

    /// Removes an endpoint with its secrets; its deliveries are forgotten in time.
    public func deleteEndpoint(_ id: WebhookEndpointID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EndpointChanges(change).delete(id)
        }
    }

    // MARK: - Secrets

    /// The secrets that sign an endpoint's messages at a moment, the newest of each scheme first.
    public func secrets(
        of id: WebhookEndpointID, at now: Timestamp
    ) throws(RegistryError) -> [WebhookSecretRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try EndpointQueries(reading).secrets(of: id, at: now)
        }
    }

    /// Signs an endpoint's messages with another secret, and for a while with the one before too.
    ///
    /// A secret that was to end already is dropped, so that there are never more than two of a
    /// scheme; without an overlap the one before is dropped at once.
    public func rotateSecret(
        of id: WebhookEndpointID, to secret: WebhookSecretRecord, overlap: Duration,
        now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EndpointChanges(change).rotateSecret(of: id, to: secret, overlap: overlap)
        }
    }

    /// Replaces all secrets by those of the configuration.
    public func replaceSecrets(
        of id: WebhookEndpointID, by secrets: [WebhookSecretRecord], now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try EndpointChanges(change).replaceSecrets(of: id, by: secrets)
        }
    }

    // MARK: - Deliveries

    /// An endpoint's deliveries, the newest first.
    ///
    /// - Parameter last: begin behind this one, the last of the page before.
    public func deliveries(
        matching filter: DeliveryFilter, before last: DeliveryID? = nil, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        try transactions.read { (reading) throws(RegistryError) in
            try DeliveryQueries(reading).deliveries(matching: filter, before: last, limit: limit)
        }
    }

    /// A delivery by its id.
    public func delivery(_ id: DeliveryID) throws(RegistryError) -> WebhookDelivery? {
        try transactions.read { (reading) throws(RegistryError) in
            try DeliveryQueries(reading).delivery(id)
        }
    }

    /// How a delivery's attempts went, the oldest first.
    public func attempts(
        of id: DeliveryID, limit: Int
    ) throws(RegistryError) -> [WebhookAttempt] {
        try transactions.read { (reading) throws(RegistryError) in
            try DeliveryQueries(reading).attempts(of: id, limit: limit)
        }
    }

    /// Sends deliveries once more from the first attempt on, with the same id and the same bytes.
    ///
    /// What is on its way already stays so. Says how many there were.
    public func replay(
        matching filter: DeliveryFilter, only id: DeliveryID? = nil, now: PreciseTime
    ) throws(RegistryError) -> Int {
        try transactions.change(at: now.timestamp) { (change) throws(RegistryError) in
            try DeliveryChanges(change).replay(matching: filter, only: id, due: now)
        }
    }

    /// Sends an endpoint a message that nothing has happened.
    public func addTestDelivery(
        _ delivery: NewDelivery, of organization: OrganizationID, messageID: String,
        now: PreciseTime
    ) throws(RegistryError) {
        try transactions.change(at: now.timestamp) { (change) throws(RegistryError) in
            try DeliveryChanges(change).addTest(
                delivery, of: organization, messageID: messageID, due: now)
        }
    }
}
