public import LicenseVerifier

/// Who has changed what; every change writes its record in its own transaction.
public struct AuditLog: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// The records that a filter lets through, oldest first.
    ///
    /// - Parameter sequence: begin after this one, the last of the page before.
    public func records(
        matching filter: AuditFilter = AuditFilter(), after sequence: Int64 = 0, limit: Int
    ) throws(RegistryError) -> [AuditRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try AuditQueries(reading).records(matching: filter, after: sequence, limit: limit)
        }
    }

    /// The newest records that a filter lets through, the newest first.
    ///
    /// - Parameter sequence: begin below this one, the last of the page before; nil for the end.
    public func newest(
        matching filter: AuditFilter = AuditFilter(), before sequence: Int64? = nil, limit: Int
    ) throws(RegistryError) -> [AuditRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try AuditQueries(reading).newest(matching: filter, before: sequence, limit: limit)
        }
    }

    /// The number of the newest record; 0 for none.
    public func newestSequence() throws(RegistryError) -> Int64 {
        try transactions.read { (reading) throws(RegistryError) in
            try AuditQueries(reading).newestSequence()
        }
    }

    /// Checks the whole chain; throws `auditBroken` with the first record that does not fit.
    ///
    /// Returns where the chain ends.
    ///
    /// - Parameter hash: the hash of an end that was kept elsewhere: a log that was cut off before it,
    ///   or made anew, does not have it.
    @discardableResult
    public func verify(lookingFor hash: [UInt8]? = nil) throws(RegistryError) -> AuditEnd {
        try transactions.read { (reading) throws(RegistryError) in
            try AuditQueries(reading).verified(lookingFor: hash)
        }
    }

    /// The lists whose signing the log does not record, of lists that keys of this registry have
    /// signed: it was cut off since, or the registry was restored.
    public func missing(
        of lists: [VerifiedStatusList]
    ) throws(RegistryError) -> [VerifiedStatusList] {
        try transactions.read { (reading) throws(RegistryError) in
            var missing: [VerifiedStatusList] = []
            for list in lists where try !AuditQueries(reading).records(list.claims) {
                missing.append(list)
            }
            return missing
        }
    }
}
