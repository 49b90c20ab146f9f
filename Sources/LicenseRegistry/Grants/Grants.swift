public import LicenseVerifier

/// What customers have through sales.
public struct Grants: Sendable {
    private static let batch: Int64 = 100

    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Grants that a filter lets through, the newest first or the oldest, and how many there are.
    public func page(
        matching filter: GrantFilter, order: PageOrder = .newestFirst, page: PageRange
    ) throws(RegistryError) -> (grants: [GrantRecord], total: Int64) {
        try transactions.read { (reading) throws(RegistryError) in
            try GrantQueries(reading).page(matching: filter, order: order, page: page)
        }
    }

    /// A grant by its id.
    public func find(_ id: GrantID) throws(RegistryError) -> GrantRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try GrantQueries(reading).grant(id)
        }
    }

    /// The grant that gave a license; nil where there was none.
    public func find(of license: LicenseID) throws(RegistryError) -> GrantRecord? {
        try transactions.read { (reading) throws(RegistryError) in
            try GrantQueries(reading).grant(of: license)
        }
    }

    /// Takes a grant back, and with it its license, whether that was granted or disabled; one that
    /// is revoked stays as it is.
    public func revoke(_ id: GrantID, reason: String, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            guard let grant = try GrantQueries(change).grant(id) else {
                throw .missing(kind: .grant)
            }
            guard grant.revokedAt == nil else { return }
            try LicenseStateChanges(change).set(.revoked, of: grant.license, reason: reason)
        }
    }

    /// Takes back all grants that a filter lets through, each with its license.
    ///
    /// When it is interrupted, the rest is revoked by doing it again.
    public func revokeAll(
        matching filter: GrantFilter, reason: String, now: Timestamp
    ) throws(RegistryError) {
        var filter = filter
        filter.isGranted = true
        while true {
            // What is revoked leaves the list, so the next ones come first.
            let granted = try page(
                matching: filter, page: PageRange(number: 0, size: Self.batch)
            ).grants
            guard !granted.isEmpty else { return }
            for grant in granted { try revoke(grant.id, reason: reason, now: now) }
        }
    }
}
