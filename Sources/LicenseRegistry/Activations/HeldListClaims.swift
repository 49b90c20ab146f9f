import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What devices say that they hold of status lists.
///
/// A device that holds a newer list than the registry knows of would take none of its next ones, so
/// numbers leap over what it says. It is a claim and not a proof: it stops nothing, and one that no
/// honest service can have reached counts for nothing, so that no liar uses the numbers up.
struct HeldListClaims {
    /// How far numbers leap beyond a claim, so that the devices after it change nothing.
    private static let gap: UInt64 = 1000

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Raises the numbers of the next lists above what a device holds.
    func learn(_ held: ListSequences, from license: LicenseClaims) throws(RegistryError) {
        let lists = StatusListQueries(change)
        for (shard, sequence) in held.entries {
            guard let newest = try lists.newest(of: license.organization, shard: shard),
                sequence > newest.sequence,
                try sequence > lists.floor(of: license.organization, shard: shard),
                sequence <= ListNumbers.highest(after: newest, at: change.now)
            else { continue }
            let floor = ListNumbers.capped(sequence + Self.gap, at: change.now)
            try StatusListChanges(change).raiseFloor(
                of: license.organization, shard: shard, to: max(floor, sequence))
            try change.audit(
                .statusListClaimed, of: "\(license.organization)/\(shard)",
                "a device holds number \(sequence), and \(newest.sequence) is the newest here")
        }
    }
}
