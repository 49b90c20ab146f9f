public import LicenseVerifier

/// What has happened and is still to be told: events become messages, and messages attempts.
public struct Outbox: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Events that no endpoint has a message of yet, the oldest first.
    public func newEvents(limit: Int) throws(RegistryError) -> [RecordedEvent] {
        try transactions.read { (reading) throws(RegistryError) in
            try EventQueries(reading).new(limit: limit)
        }
    }

    /// Gives events their messages; those that another node has given theirs already keep them.
    public func fanOut(_ events: [EventFanOut], now: PreciseTime) throws(RegistryError) {
        try transactions.change(at: now.timestamp) { (change) throws(RegistryError) in
            try DeliveryChanges(change).fanOut(events, due: now)
        }
    }

    /// The endpoints for which a message is due.
    public func endpointsWithDueDeliveries(
        at now: PreciseTime
    ) throws(RegistryError) -> [WebhookEndpointID] {
        try transactions.read { (reading) throws(RegistryError) in
            try EndpointQueries(reading).due(at: now)
        }
    }

    /// Takes messages that are due, so that no other node sends them until a moment.
    ///
    /// What is not reported by then is due again: a node that dies holds nothing up for long.
    ///
    /// - Parameter capacity: how many messages each endpoint may get.
    public func claim(
        _ capacity: [(endpoint: WebhookEndpointID, count: Int)], node: String,
        until end: PreciseTime, now: PreciseTime
    ) throws(RegistryError) -> [WebhookDelivery] {
        try transactions.change(at: now.timestamp) { (change) throws(RegistryError) in
            try DeliveryChanges(change).claim(capacity, node: node, until: end, at: now)
        }
    }

    /// Gives back what a node has taken and will not report.
    public func release(node: String, now: PreciseTime) throws(RegistryError) {
        try transactions.change(at: now.timestamp) { (change) throws(RegistryError) in
            try DeliveryChanges(change).release(node: node, due: now)
        }
    }

    /// Records how attempts went, and what follows.
    ///
    /// - Parameter limit: an endpoint is given up when a message has failed for good and none has
    ///   come through for this long.
    /// - Returns: the endpoints that were given up.
    @discardableResult
    public func settle(
        _ reports: [AttemptReport], node: String, givingUpAfter limit: Duration, now: Timestamp
    ) throws(RegistryError) -> [WebhookEndpointID] {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try AttemptChanges(change).settle(reports, node: node, givingUpAfter: limit)
        }
    }

    /// Announces licenses whose end has come and of which no event has told yet, up to a number.
    ///
    /// Says how many there were; where these are as many as asked for, there may be more. Licenses
    /// that may not be used are announced when they may be again, and those that were ended before
    /// their time when that was done.
    public func announceExpiries(limit: Int, now: Timestamp) throws(RegistryError) -> Int {
        // Most looks find nothing, and then nothing is written.
        let due = try transactions.read { (reading) throws(RegistryError) in
            try EventQueries(reading).expiries(limit: limit, at: now)
        }
        guard !due.isEmpty else { return 0 }
        return try transactions.change(at: now) { (change) throws(RegistryError) in
            try EventChanges(change).announceExpiries(limit: limit)
        }
    }

    /// Forgets what was settled before a moment: attempts, deliveries, events, removed endpoints.
    ///
    /// Up to a number of each, so that nobody waits long behind it; says how many deliveries and
    /// events it was.
    public func forget(
        before moment: Timestamp, limit: Int, now: Timestamp
    ) throws(RegistryError) -> Int {
        let hasOld = try transactions.read { (reading) throws(RegistryError) in
            try EventQueries(reading).hasAny(before: moment)
        }
        guard hasOld else { return 0 }
        return try transactions.change(at: now) { (change) throws(RegistryError) in
            try EventChanges(change).forget(before: moment, limit: limit)
        }
    }
}
