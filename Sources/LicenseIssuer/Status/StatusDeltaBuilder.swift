public import COSESigning
public import LicenseVerifier

extension VerifiedStatusList {
    /// Signs what has changed since an earlier list of the shard, for devices that hold that one or any
    /// between it and this.
    ///
    /// Every position that changed at any time since is named with its status in this list, though
    /// it may be what it was at the beginning: in between it was not. A position that is named
    /// without need does no harm; one that is left out leads to an error on the device, not to a
    /// wrong status. The delta is as old as this list, whenever it is made, and expires with it.
    ///
    /// Returns nil for more changes than a delta may have; the full list is the shorter way then.
    ///
    /// - Parameters:
    ///   - from: the number of the earlier list.
    ///   - changes: what changed since, in any order, with older changes or without.
    public func delta(
        from: UInt64, changes: some Sequence<StatusChange>, signedBy key: borrowing SigningKey
    ) throws(IssuerError) -> VerifiedStatusDelta? {
        guard let changes = self.changes(since: from, changes) else { return nil }
        return try key.signed(
            claims.payload(from: from, changes: changes.bytes), as: .statusDelta
        ) { (keys, message) throws(StatusError) in try keys.verifyDelta(message) }
    }

    private func changes(since from: UInt64, _ log: some Sequence<StatusChange>) -> StatusChanges? {
        var positions: Set<UInt32> = []
        for change in log where change.index.shard == claims.shard {
            // What no list has had yet may be in this one.
            if change.sequence.map({ $0 > from }) ?? true {
                positions.insert(change.index.position)
            }
        }
        return StatusChanges(
            ascending: positions.sorted().map { ($0, StatusPages.status(statuses, at: $0)) })
    }
}
