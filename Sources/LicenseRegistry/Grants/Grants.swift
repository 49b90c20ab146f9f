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

    /// All that a customer has, the oldest first.
    public func all(
        grantedTo customer: CustomerID, of organization: OrganizationID
    ) throws(RegistryError) -> [GrantRecord] {
        var filter = GrantFilter(organization: organization)
        filter.customer = customer
        filter.isGranted = true
        let asked = filter
        // In one state of the registry, so that no page loses what another one gains.
        return try transactions.read { (reading) throws(RegistryError) in
            var all: [GrantRecord] = []
            while true {
                let page = try GrantQueries(reading).page(
                    matching: asked, order: .oldestFirst,
                    page: PageRange(number: Int64(all.count) / Self.batch, size: Self.batch))
                all += page.grants
                if page.grants.count < Self.batch { return all }
            }
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
            try LicenseQueries(reading).grant(of: license)
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

    /// What is deleted, so that grants of it are taken back.
    public enum Deletion: Sendable {
        case benefit, customer
    }

    /// Takes back all grants that a filter lets through, each with its license, as something is
    /// deleted; receivers of events see that it is.
    ///
    /// When it is interrupted, the rest is revoked by doing it again, and only then is the deletion
    /// done.
    public func revokeAll(
        matching filter: GrantFilter, deleting deletion: Deletion, reason: String, now: Timestamp
    ) throws(RegistryError) {
        var filter = filter
        filter.isGranted = true
        while true {
            // What is revoked leaves the list, so the next ones come first.
            let granted = try page(
                matching: filter, page: PageRange(number: 0, size: Self.batch)
            ).grants
            guard !granted.isEmpty else { return }
            for grant in granted {
                try transactions.change(at: now) { (change) throws(RegistryError) in
                    try LicenseStateChanges(change).set(
                        .revoked, of: grant.license, reason: reason
                    ) { snapshot in
                        switch deletion {
                        case .benefit: snapshot.grant?.benefit.deletedAt = now
                        case .customer: snapshot.grant?.customer.deletedAt = now
                        }
                    }
                }
            }
        }
    }
}
