/// What a device remembers of one list, so that nobody can lead it back to an older one.
public struct StatusMemory: Equatable, Sendable {
    /// Which of the organization's lists it is.
    public let shard: UInt32
    /// The number of the newest list that was taken.
    public let sequence: UInt64
    /// What it said.
    public let root: [UInt8]
    /// When it was signed.
    public let issuedAt: Timestamp

    /// Remembers what was kept of a list.
    package init(shard: UInt32, sequence: UInt64, root: [UInt8], issuedAt: Timestamp) {
        self.shard = shard
        self.sequence = sequence
        self.root = root
        self.issuedAt = issuedAt
    }

    /// Remembers a list.
    public init(_ list: VerifiedStatusList) {
        self.init(list.claims)
    }

    /// Remembers a list that is kept in pages.
    public init(_ list: PagedStatusList) {
        self.init(list.claims)
    }

    private init(_ claims: StatusListClaims) {
        shard = claims.shard
        sequence = claims.sequence
        root = claims.root
        issuedAt = claims.issuedAt
    }
}

extension VerifiedStatusList {
    /// Checks that this list may replace the one that is held (Status-List, acceptance).
    ///
    /// A list that is held already may be given again. Throws `rollback` for an older one,
    /// `equivocation` for one of the same number that says something else, `otherOrganization`,
    /// `otherShard`, `fromTheFuture`, and `root` where the statuses are not those that the claims
    /// name: lists are compared by their root, so it must match the statuses. Costs 256 KiB of hashing,
    /// once for each list and not at each start.
    public func check(
        replacing held: StatusMemory?, of organization: OrganizationID, at now: Timestamp
    ) throws(StatusError) {
        guard claims.organization == organization else { throw .otherOrganization }
        guard claims.issuedAt <= now + Limits.clockTolerance else {
            throw .fromTheFuture(issuedAt: claims.issuedAt)
        }
        guard isRootChecked || computedRoot == claims.root else { throw .root }
        guard let held else { return }
        guard claims.shard == held.shard else { throw .otherShard(claims.shard) }
        guard claims.sequence >= held.sequence else {
            throw .rollback(sequence: claims.sequence, held: held.sequence)
        }
        guard claims.sequence > held.sequence || claims.root == held.root else {
            throw .equivocation(sequence: claims.sequence)
        }
    }
}
