public import LicenseVerifier

/// Batches of licenses, each continued where it was interrupted.
public struct Batches: Sendable {
    let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Begins a batch, or finds the one that was begun under this name with the same input.
    ///
    /// Throws `batchDiffers` when the name belongs to other input.
    public func begin(
        _ id: BatchID, name: String, organization: OrganizationID, inputDigest: [UInt8],
        issuedAt: Timestamp, now: Timestamp
    ) throws(RegistryError) -> Batch {
        let batch = Batch(id: id, name: name, inputDigest: inputDigest, issuedAt: issuedAt)
        return try transactions.change(at: now) { (change) throws(RegistryError) in
            try BatchChanges(change).begin(batch, of: organization)
        }
    }

    /// The batch of a name.
    public func find(
        named name: String, organization: OrganizationID
    ) throws(RegistryError) -> Batch? {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchQueries(reading).batch(named: name, of: organization)
        }
    }

    /// Notes that all rows of a batch are recorded; the second time changes nothing.
    public func finish(_ id: BatchID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try BatchChanges(change).finish(id)
        }
    }

    /// The licenses of a batch's next rows, in their order.
    public func licenses(
        of batch: BatchID, after row: Int, limit: Int
    ) throws(RegistryError) -> [LicenseRecord] {
        try transactions.read { (reading) throws(RegistryError) in
            try BatchQueries(reading).licenses(of: batch, after: row, limit: limit)
        }
    }
}
