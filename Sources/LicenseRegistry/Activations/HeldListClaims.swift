import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What devices say that they hold of status lists.
///
/// A device that holds a newer list than the registry knows of would take none of its next ones, so
/// numbers leap over what it says. It is a claim and not a proof: it stops nothing, and one that no
/// honest service can have reached counts for nothing, so that no liar uses the numbers up.
struct HeldListClaims {
    /// A list that a device holds and the registry does not know.
    struct News {
        let organization: OrganizationID
        let shard: UInt32
        let held: UInt64
        let known: UInt64
    }

    /// How far numbers leap beyond a claim, so that the devices after it change nothing.
    private static let gap: UInt64 = 1000

    private let reading: any Reading
    private let now: Timestamp

    init(_ reading: any Reading, at now: Timestamp) {
        self.reading = reading
        self.now = now
    }

    /// The lists of a report that are newer than all that is known, and may be true.
    func news(of report: UsageReport) throws(RegistryError) -> [News] {
        let owner = try reading.value(
            OrganizationID.self,
            """
            SELECT license.organization_id FROM activation
            JOIN license ON license.id = activation.license_id WHERE activation.id = $1
            """, [.id(report.activation)])
        guard let owner else { return [] }
        let lists = StatusListQueries(reading)
        var news: [News] = []
        for (shard, sequence) in report.held.lists.entries {
            guard let newest = try lists.newest(of: owner, shard: shard),
                sequence > newest.sequence,
                try sequence > lists.floor(of: owner, shard: shard),
                sequence <= ListNumbers.highest(after: newest, at: now)
            else { continue }
            news.append(
                News(organization: owner, shard: shard, held: sequence, known: newest.sequence))
        }
        return news
    }

    /// Raises the numbers of the next lists above what a device holds.
    func learn(_ report: UsageReport, _ change: Change) throws(RegistryError) {
        for list in try news(of: report) {
            let floor = ListNumbers.capped(list.held + Self.gap, at: now)
            try StatusListChanges(change).raiseFloor(
                of: list.organization, shard: list.shard, to: max(floor, list.held))
            try change.audit(
                .statusListClaimed, of: "\(list.organization)/\(list.shard)",
                "a device holds number \(list.held), and \(list.known) is the newest here")
        }
    }
}
