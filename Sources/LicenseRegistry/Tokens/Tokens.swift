public import LicenseVerifier

/// Bearer tokens of the management interface.
public struct Tokens: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Adds a bearer token; the audit log names it, never its secret.
    public func add(_ token: APITokenRecord, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try TokenChanges(change).add(token)
        }
    }

    /// A bearer token by its id, whether it is still good or not.
    public func find(_ id: APITokenID) throws(RegistryError) -> APITokenRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try TokenQueries(reading).token(id)
        }
    }

    /// All bearer tokens, in the order in which they came.
    public func all() throws(RegistryError) -> [APITokenRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try TokenQueries(reading).all()
        }
    }

    /// Takes a bearer token back; throws `missing` for one that is not there or was before.
    public func revoke(_ id: APITokenID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try TokenChanges(change).revoke(id)
        }
    }

    /// Gives a token another secret, so that the one before opens nothing at once.
    public func rotate(
        _ id: APITokenID, secretDigest: [UInt8], now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try TokenChanges(change).rotate(id, secretDigest: secretDigest)
        }
    }
}
