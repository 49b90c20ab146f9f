public import LicenseVerifier

/// Who is signed in to the pages, and the links that sign people in.
public struct Sessions: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Adds a link that signs somebody in.
    public func add(_ link: SignInLink, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SessionChanges(change).add(link)
        }
    }

    /// A link by its id, whether it is used or too old or not; nil where its holder is deleted, or
    /// what it was made with has ended.
    public func link(_ id: SignInLinkID, now: Timestamp) throws(RegistryError) -> SignInLink? {
        try transactions.read { (reading) throws(RegistryError) in
            try SessionQueries(reading).link(id, at: now)
        }
    }

    /// Uses a link up and opens the session that it is for; false where it is used or too old.
    public func open(
        _ session: PageSession, by link: SignInLinkID, now: Timestamp
    ) throws(RegistryError) -> Bool {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let changes = SessionChanges(change)
            guard try changes.use(link) else { return false }
            try changes.open(session)
            return true
        }
    }

    /// Opens a session for somebody who has shown another credential.
    public func open(_ session: PageSession, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SessionChanges(change).open(session)
        }
    }

    /// A session by its id, whether it is too old or not; nil where its holder is deleted, or what
    /// they showed has ended.
    public func find(_ id: PageSessionID, now: Timestamp) throws(RegistryError) -> PageSession? {
        try transactions.read { (reading) throws(RegistryError) in
            try SessionQueries(reading).session(id, at: now)
        }
    }

    /// Notes that a session is used.
    public func touch(_ id: PageSessionID, now: Timestamp) throws(RegistryError) {
        try transactions.changeConcurrently(at: now) { (change) throws(RegistryError) in
            try SessionChanges(change).touch(id)
        }
    }

    /// Ends a session; one that is not there changes nothing.
    public func end(_ id: PageSessionID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SessionChanges(change).end(id)
        }
    }

    /// The sessions of operators who may still be signed in, the newest first.
    ///
    /// - Parameter seen: only those that were used since this moment, as far as the registry was told.
    public func operators(
        since seen: Timestamp, now: Timestamp
    ) throws(RegistryError) -> [PageSession] {
        try transactions.read { (reading) throws(RegistryError) in
            try SessionQueries(reading).operators(since: seen, at: now)
        }
    }

    /// The links to the dashboard that still sign somebody in, the newest first.
    public func operatorLinks(now: Timestamp) throws(RegistryError) -> [SignInLink] {
        try transactions.read { (reading) throws(RegistryError) in
            try SessionQueries(reading).operatorLinks(at: now)
        }
    }

    /// Ends the session of an operator; one that is not there, or a customer's, stays as it is.
    public func endOperator(_ id: PageSessionID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SessionChanges(change).endOperator(id)
        }
    }

    /// Takes a link to the dashboard back that nobody has used; any other stays as it is.
    public func withdrawOperatorLink(
        _ id: SignInLinkID, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try SessionChanges(change).withdrawOperatorLink(id)
        }
    }
}
