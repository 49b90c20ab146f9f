import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// The log of what changed in the status lists, from which deltas are made.
///
/// Anybody who edits it makes deltas that devices refuse, and fetches of the full list; a delta is
/// proved by the root of the list that it leads to.
struct StatusLogChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Notes that the status of a license's tokens may have changed, the newest and those that it
    /// has replaced, as far as they have a position in a list.
    func note(_ license: LicenseID) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO status_change (organization_id, shard, position)
            SELECT organization_id, status_index / \(StatusSQL.shardSize),
                status_index % \(StatusSQL.shardSize)
            FROM license
            WHERE id = $1 AND status_index IS NOT NULL
            UNION ALL
            SELECT organization_id, status_index / \(StatusSQL.shardSize),
                status_index % \(StatusSQL.shardSize)
            FROM former_token WHERE license_id = $1 AND status_index IS NOT NULL
            """, [.id(license)])
    }

    /// Notes that the status of one position of a list may have changed, whether or not a license is
    /// known there.
    func note(
        position: Int64, shard: UInt32, of organization: OrganizationID
    ) throws(RegistryError) {
        try change.run(
            "INSERT INTO status_change (organization_id, shard, position) VALUES ($1, $2, $3)",
            [.id(organization), .integer(Int64(shard)), .integer(position)])
    }

    /// Notes that a list was published, and that it was the first to say these lines of the log.
    func publish(_ lines: [Int64], with list: StatusListClaims) throws(RegistryError) {
        let sequence = SQLValue.optional(list.sequence)
        try change.run(
            """
            INSERT INTO status_publication (organization_id, shard, sequence, issued_at)
            VALUES ($1, $2, $3, $4)
            """,
            [
                .id(list.organization), .integer(Int64(list.shard)), sequence,
                .time(list.issuedAt),
            ])
        // By number: a line that was added since the list was made must stay unpublished, and lines
        // are not always committed in the order of their numbers.
        for run in Self.runs(lines) {
            try change.run(
                """
                UPDATE status_change SET sequence = $1
                WHERE number BETWEEN $2 AND $3 AND sequence IS NULL
                """, [sequence, .integer(run.lowerBound), .integer(run.upperBound)])
        }
    }

    /// Forgets the lists of a shard that were signed before a moment, or by a clock that was far ahead,
    /// but not the newest, and what had changed by the oldest that is left.
    func forget(of list: StatusListClaims, before moment: Timestamp) throws(RegistryError) {
        let shard: [SQLValue] = [.id(list.organization), .integer(Int64(list.shard))]
        try change.run(
            """
            DELETE FROM status_publication
            WHERE organization_id = $1 AND shard = $2 AND sequence < $3
                AND (issued_at < $4 OR issued_at > $5)
            """,
            shard + [
                .optional(list.sequence), .time(moment),
                .time(list.issuedAt + .seconds(86_400)),
            ])
        try change.run(
            """
            DELETE FROM status_change WHERE organization_id = $1 AND shard = $2 AND sequence <= (
                SELECT min(sequence) FROM status_publication
                WHERE organization_id = $1 AND shard = $2)
            """, shard)
    }

    /// Ascending numbers as ranges without gaps.
    private static func runs(_ numbers: [Int64]) -> [ClosedRange<Int64>] {
        var runs: [ClosedRange<Int64>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }
}
