public import LicenseVerifier

/// Requests that may be repeated without being done twice.
///
/// A request is reserved durably before it is worked on, and its answer is kept afterwards. Between
/// the two a node can die, and then the reservation has no answer: the repeated request is told that
/// nobody knows, rather than done again. To keep the answer in the change's own transaction would
/// close that gap, but then every verb that some route calls would have to know of HTTP; and what
/// lies in the gap is found by looking, which the sender of a change can do.
public struct RecordedResponses: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Takes a request on, unless it is known already.
    ///
    /// What has come to its end is forgotten here, a little with each request, so that nothing piles
    /// up and no request pays for all.
    ///
    /// - Parameters:
    ///   - timeout: how long a request may be worked on.
    ///   - lifetime: how long it is remembered.
    public func reserve(
        _ request: IdempotentRequest, timeout: Duration, lifetime: Duration, now: Timestamp
    ) throws(RegistryError) -> IdempotencyReservation {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            try RecordedResponseChanges(change).reserve(
                request, timeout: timeout, lifetime: lifetime)
        }
    }

    /// Keeps the answer to a request that was taken on.
    public func record(
        _ response: RecordedResponse, to request: IdempotentRequest, now: Timestamp
    ) throws(RegistryError) {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            try RecordedResponseChanges(change).record(response, to: request)
        }
    }

    /// Forgets a request that was taken on and has changed nothing, so that it can be tried again.
    public func release(_ request: IdempotentRequest, now: Timestamp) throws(RegistryError) {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            try RecordedResponseChanges(change).release(request)
        }
    }
}
