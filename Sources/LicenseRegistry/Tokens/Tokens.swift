public import LicenseVerifier

/// Bearer tokens of the management interface.
public struct Tokens: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Adds a bearer token; the audit log names it, never its secret.
    ///
    /// - Parameter maker: the token that it is made with, and ends with; nil for none. Throws
    ///   `missing` where that is no longer good.
    public func add(
        _ token: APITokenRecord, by maker: ShownToken? = nil, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try TokenChanges(change).add(token, by: maker)
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

    /// The tokens that were made with one, and those that were made with these in turn.
    public func made(with id: APITokenID) throws(RegistryError) -> [APITokenRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try TokenQueries(reading).made(with: id)
        }
    }

    /// Takes a bearer token back, with all that were made with it; throws `missing` for one that is not there or was before.
    public func revoke(_ id: APITokenID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try TokenChanges(change).revoke(id)
        }
    }

    /// Gives a token another secret: the one before opens nothing any more, and what was made with
    /// it ends.
    ///
    /// - Parameter maker: the token that asks for it, with which the token ends from now on; nil for
    ///   none. Throws `missing` where that is no longer good.
    public func rotate(
        _ id: APITokenID, secretDigest: [UInt8], by maker: ShownToken? = nil, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try TokenChanges(change).rotate(id, secretDigest: secretDigest, by: maker)
        }
    }
}
