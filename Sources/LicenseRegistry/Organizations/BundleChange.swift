public import COSE
public import LicenseVerifier

/// One thing that a trust bundle says otherwise than the one before it.
public enum BundleChange: Equatable, Sendable {
    /// Its number; nil before the first.
    case version(UInt64?, UInt64)
    /// A key that was not there.
    case keyAdded(BundleKey)
    /// A key that may sign nothing more.
    case keyRemoved(BundleKey)
    /// A key with another role, window or constraint, or that is now called stolen.
    case keyChanged(BundleKey, BundleKey)
    /// Somebody who signs the bundles after this one.
    case rootAdded(VerificationKey)
    /// Somebody who signs no bundle any more.
    case rootRemoved(VerificationKey)
    /// How many root keys must sign; nil before the first.
    case threshold(Int?, Int)
    /// Where lists and the service are.
    case addresses([String])
    /// The lowest numbers of lists that are taken.
    case listFloors([UInt32: UInt64])
    /// When a newer bundle is due.
    case end(Timestamp)

    /// All that changes; nothing between two that are the same.
    static func all(from old: TrustBundle?, to new: TrustBundle) -> [BundleChange] {
        guard old != new else { return [] }
        var changes: [BundleChange] = [.version(old?.version, new.version)]
        changes += keys(from: old?.keys ?? [], to: new.keys)
        let (former, next) = (old?.roots ?? [], new.roots)
        changes += next.filter { !former.contains($0) }.map { .rootAdded($0) }
        changes += former.filter { !next.contains($0) }.map { .rootRemoved($0) }
        if old?.threshold != new.threshold {
            changes.append(.threshold(old?.threshold, new.threshold))
        }
        let addresses = [new.statusBase].compactMap(\.self) + new.serviceURLs
        if [old?.statusBase].compactMap(\.self) + (old?.serviceURLs ?? []) != addresses {
            changes.append(.addresses(addresses))
        }
        if old?.listFloors ?? [:] != new.listFloors { changes.append(.listFloors(new.listFloors)) }
        if old?.expiresAt != new.expiresAt { changes.append(.end(new.expiresAt)) }
        return changes
    }

    private static func keys(from old: [BundleKey], to new: [BundleKey]) -> [BundleChange] {
        let added = new.map { key -> BundleChange? in
            guard let held = old.first(where: { $0.key == key.key }) else { return .keyAdded(key) }
            return held == key ? nil : .keyChanged(held, key)
        }
        let removed = old.filter { held in !new.contains { $0.key == held.key } }
        return added.compactMap(\.self) + removed.map { .keyRemoved($0) }
    }
}
