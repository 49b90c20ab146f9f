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

    /// Reads all lists of all organizations.
    static func read(_ registry: Registry) throws(RegistryError) -> StatusListDrafts {
        var all = StatusListDrafts()
        try all.addShards(registry)
        return all
    }

    /// Adds lists that were begun since.
    mutating func addShards(_ registry: Registry) throws(RegistryError) {
        for organization in try registry.organizations.all() {
            for shard in try registry.statusShards(of: organization.id) {
                let id = StatusListID(organization.id, shard)
                if drafts[id] == nil { try read(id, registry) }
            }
        }
    }

    private mutating func read(_ id: StatusListID, _ registry: Registry) throws(RegistryError) {
        var builder = StatusListBuilder(organization: id.organization, shard: id.shard)
        let snapshot = try registry.statusSnapshot(of: id.organization, shard: id.shard)
        let (exceptions, published) = (snapshot.exceptions, snapshot.previous)
        for exception in exceptions { builder.set(exception.status, of: exception.index) }
        if let published, !published.allows(exceptions: exceptions.count) {
            heldBack.insert(id)
        }
        drafts[id] = Draft(builder: builder, published: published)
    }

    /// Takes over the statuses of some licenses.
    mutating func apply(_ licenses: Set<LicenseID>, _ registry: Registry) throws(RegistryError) {
        for license in licenses {
            for (organization, index, status) in try registry.statuses(of: license) {
                let id = StatusListID(organization, index.shard)
                if drafts[id] == nil { try read(id, registry) }
                drafts[id]?.builder.set(status, of: index)
                drafts[id]?.isChanged = true
            }
        }
    }

    /// Brings a list to what the registry says at one moment, so that its deltas lead to it exactly.
    mutating func settle(_ id: StatusListID, _ pending: PendingStatuses) {
        for status in pending.statuses {
            drafts[id]?.builder.set(status.status, of: status.index)
        }
    }

    /// The lists that are to be signed now: those with a change, and those whose next one is due.
    func due(at now: Timestamp, _ policy: PublishingPolicy) -> [StatusListID] {
        drafts.filter { id, draft in
            guard !heldBack.contains(id) else { return false }
            guard let published = draft.published else { return true }
            return draft.isChanged || now >= published.issuedAt + policy.timeToLive / 2
        }.keys.sorted { ($0.organization, $0.shard) < ($1.organization, $1.shard) }
    }

    mutating func didPublish(
        _ id: StatusListID, _ claims: StatusListClaims, exceptions: Int
    ) {
        drafts[id]?.isChanged = false
        drafts[id]?.published = PublishedStatusList(claims, exceptions: exceptions)
    }
}
