import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// The lists of the registry before they are signed, kept up to date change by change.
///
/// Each is kept in memory (256 KiB), so that a revocation costs two bits and a
/// signature, and no reading of the others.
struct StatusListDrafts {
    /// One list in the making.
    struct Draft {
        var builder: StatusListBuilder
        /// What was signed of it last; nil before the first.
        var published: PublishedStatusList?
        var isChanged = true
    }

    private var drafts: [StatusListID: Draft] = [:]
    /// Lists that are held back because too many licenses came back to life at once.
    private(set) var heldBack: Set<StatusListID> = []

    subscript(id: StatusListID) -> Draft? { drafts[id] }

    /// Takes over what has changed since: shards that are new, those whose next list says something
    /// new, and lists that were held back until somebody confirmed them.
    mutating func update(_ lists: StatusLists) throws(RegistryError) {
        for shard in try lists.shards() {
            let id = StatusListID(shard.organization, shard.number)
            if drafts[id] == nil {
                try read(id, lists)
            } else if shard.hasChanges {
                drafts[id]?.isChanged = true
            }
        }
        for id in heldBack {
            let published = try lists.newest(of: id.organization, shard: id.shard)
            guard published?.exceptions != drafts[id]?.published?.exceptions else { continue }
            heldBack.remove(id)
            try read(id, lists)
        }
    }

    private mutating func read(_ id: StatusListID, _ lists: StatusLists) throws(RegistryError) {
        var builder = StatusListBuilder(organization: id.organization, shard: id.shard)
        let snapshot = try lists.snapshot(of: id.organization, shard: id.shard)
        let (exceptions, published) = (snapshot.exceptions, snapshot.previous)
        for exception in exceptions { builder.set(exception.status, of: exception.index) }
        if let published, !published.allows(exceptions: exceptions.count) {
            heldBack.insert(id)
        }
        drafts[id] = Draft(builder: builder, published: published)
    }

    /// Brings a list to what the registry says at one moment, so that its deltas lead to it exactly.
    mutating func settle(_ id: StatusListID, _ pending: PendingStatuses) {
        for status in pending.statuses {
            drafts[id]?.builder.set(status.status, of: status.index)
        }
    }

    /// The lists that are to be signed now: those with a change, those whose next one is due, and those
    /// that devices refuse, also because they are from a time that has not come.
    func due(
        at now: Timestamp, _ policy: PublishingPolicy, orWhere isRefused: (StatusListID) -> Bool
    ) -> [StatusListID] {
        drafts.filter { id, draft in
            guard !heldBack.contains(id) else { return false }
            guard let published = draft.published else { return true }
            return draft.isChanged || isRefused(id) || published.issuedAt.isFuture(at: now)
                || now >= published.issuedAt + policy.timeToLive / 2
        }.keys.sorted { ($0.organization, $0.shard) < ($1.organization, $1.shard) }
    }

    mutating func didPublish(
        _ id: StatusListID, _ claims: StatusListClaims, exceptions: Int
    ) {
        drafts[id]?.isChanged = false
        drafts[id]?.published = PublishedStatusList(claims, exceptions: exceptions)
    }
}

extension Timestamp {
    /// Whether a list of this moment was dated by a clock that was wrong: no device takes it before.
    ///
    /// A clock that itself stands before any right one says nothing of the list.
    func isFuture(at now: Timestamp) -> Bool {
        now.secondsSinceEpoch >= ServiceClock.earliestSeconds
            && self > now + ServiceClock.longestDifference
    }
}
