import LicenseIssuer
public import LicenseVerifier

/// Which licenses are not good, as lists say it: positions, what changed, and what was published.
public struct StatusLists: Sendable {
    private let transactions: Transactions

    init(_ transactions: Transactions) {
        self.transactions = transactions
    }

    /// Draws positions in the organization's status lists; what is not used stays empty for ever.
    ///
    /// The draw is durable before any license carries it, so no two licenses share one.
    public func reserveIndexes(
        _ count: Int, organization: OrganizationID, now: Timestamp
    ) throws(RegistryError) -> [StatusIndex] {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try StatusIndexChanges(change).draw(count, of: organization)
        }
    }

    /// The shards in which the organization has given out positions.
    public func shards(of organization: OrganizationID) throws(RegistryError) -> [UInt32] {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).shards(of: organization)
        }
    }

    /// The shards of all organizations, and of which the next list says something new.
    public func shards() throws(RegistryError) -> [StatusListShard] {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).shards()
        }
    }

    // MARK: - What the next list says

    /// All that a shard's next list and deltas are made from, as of one moment.
    public func snapshot(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> StatusSnapshot {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).snapshot(of: organization, shard: shard)
        }
    }

    /// What a shard's next list must say that the one before did not.
    public func pending(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> PendingStatuses {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).pending(of: organization, shard: shard)
        }
    }

    /// What the lists say of each token of a license, the newest and those that it has replaced.
    public func statuses(of license: LicenseID) throws(RegistryError) -> [TokenStatus] {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).statuses(of: license)
        }
    }

    /// The licenses that have, or had, some of a shard's positions.
    public func licenses(
        at indexes: Set<StatusIndex>, of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> [StatusIndex: LicenseID] {
        guard !indexes.isEmpty else { return [:] }
        return try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).licenses(at: indexes, of: organization, shard: shard)
        }
    }

    // MARK: - What was published

    /// What is remembered of a shard's newest list; nil before the first.
    public func newest(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> PublishedStatusList? {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).newest(of: organization, shard: shard)
        }
    }

    /// The lists that were published last, without those that are known.
    ///
    /// - Parameter known: the newest number that the caller has of a list; nil for none.
    public func published(
        newerThan known: (OrganizationID, UInt32) -> UInt64?
    ) throws(RegistryError) -> [StoredStatusList] {
        try transactions.read { (reading) throws(RegistryError) in
            try StatusListQueries(reading).published(newerThan: known)
        }
    }

    /// Remembers a list before it is published; throws `listOutdated` when another program has
    /// signed one of this or a higher number meanwhile.
    ///
    /// What the list was made from counts as published with it; what has changed since then does
    /// not. What is older than 31 days is forgotten.
    public func record(
        _ claims: StatusListClaims, from snapshot: StatusSnapshot, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try StatusListChanges(change).record(
                claims, exceptions: snapshot.exceptions.count, publishing: snapshot.unpublished)
        }
    }

    /// Remembers a list together with its bytes and those of its deltas, before anybody sees it.
    ///
    /// Throws `listOutdated` when another program has signed one of this or a higher number
    /// meanwhile, so that no two lists of one number ever leave.
    ///
    /// - Parameter pending: what the list says for the first time.
    public func publish(
        _ list: VerifiedStatusList, deltas: [DeltaPeriod: VerifiedStatusDelta] = [:],
        from pending: PendingStatuses, exceptions: Int, now: Timestamp
    ) throws(RegistryError) {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let changes = StatusListChanges(change)
            try changes.record(
                list.claims, exceptions: exceptions, publishing: pending.unpublished)
            try changes.store(list, deltas: deltas)
        }
    }

    /// Says that a shard's next list is right as it would be now, though it would say something about
    /// far fewer licenses than the one before it (`PublishedStatusList.allows`).
    ///
    /// Holds for what the registry says now; a further fall is doubted again. Returns how many
    /// licenses the newest list and the next one are about; nil, and no change, where the next one is
    /// not in doubt. Throws `missing` where no list was published yet.
    public func confirmShrink(
        of organization: OrganizationID, shard: UInt32, now: Timestamp
    ) throws(RegistryError) -> (from: Int, to: Int)? {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            try StatusListChanges(change).confirmShrink(of: organization, shard: shard)
        }
    }
}
