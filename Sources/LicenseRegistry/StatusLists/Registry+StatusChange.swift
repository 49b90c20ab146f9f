import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// The log of what changed in the status lists, from which deltas are made.
///
/// Whoever edits it makes deltas that devices refuse, and fetches of the full list; a delta is proved
/// by the root of the list that it leads to.
extension Registry {
    /// Notes that the status of a license's tokens may have changed, the newest and those that it
    /// has replaced, as far as they have a place in a list.
    static func logStatusChange(
        of license: LicenseID, _ writer: Change
    ) throws(RegistryError) {
        try writer.run(
            """
            INSERT INTO status_change (organization_id, shard, position)
            SELECT organization_id, status_index / 1048576, status_index % 1048576 FROM license
            WHERE id = $1 AND status_index IS NOT NULL
            UNION ALL
            SELECT organization_id, status_index / 1048576, status_index % 1048576
            FROM former_token WHERE license_id = $1 AND status_index IS NOT NULL
            """, [.blob(license.bytes)])
    }

    /// The lines of a shard's log, with their numbers, the oldest first.
    static func statusChanges(
        _ organization: OrganizationID, _ shard: UInt32, _ reader: any Reading
    ) throws(RegistryError) -> [(number: Int64, change: StatusChange)] {
        try reader.rows(
            """
            SELECT number, position, sequence FROM status_change
            WHERE organization_id = $1 AND shard = $2 ORDER BY number
            """, [.blob(organization.bytes), .integer(Int64(shard))]
        ) { (row) throws(SQLError) in
            let position = UInt32(clamping: try row.integer("position"))
            let sequence = try row.optionalInteger("sequence").map { UInt64(clamping: $0) }
            return (
                try row.integer("number"),
                StatusChange(StatusIndex(shard << 20 | position), sequence: sequence)
            )
        }
    }

    /// The lists of a shard that are remembered, the oldest first.
    static func statusPublications(
        _ organization: OrganizationID, _ shard: UInt32, _ reader: any Reading
    ) throws(RegistryError) -> [StatusLog.Publication] {
        try reader.rows(
            """
            SELECT sequence, issued_at FROM status_publication
            WHERE organization_id = $1 AND shard = $2 ORDER BY sequence
            """, [.blob(organization.bytes), .integer(Int64(shard))]
        ) { (row) throws(SQLError) in
            StatusLog.Publication(
                sequence: UInt64(clamping: try row.integer("sequence")),
                issuedAt: try row.timestamp("issued_at"))
        }
    }

    /// Notes that a list was published, and that it was the first to say these lines of the log.
    static func publish(
        _ lines: [Int64], with list: StatusListClaims, _ writer: Change
    ) throws(RegistryError) {
        let sequence = SQLValue.integer(Int64(clamping: list.sequence))
        try writer.run(
            """
            INSERT INTO status_publication (organization_id, shard, sequence, issued_at)
            VALUES ($1, $2, $3, $4)
            """,
            [
                .blob(list.organization.bytes), .integer(Int64(list.shard)), sequence,
                .integer(list.issuedAt.secondsSinceEpoch),
            ])
        // By number: a line that was added since the list was made must stay unpublished, and lines
        // are not always committed in the order of their numbers.
        for run in runs(lines) {
            try writer.run(
                """
                UPDATE status_change SET sequence = $1
                WHERE number BETWEEN $2 AND $3 AND sequence IS NULL
                """, [sequence, .integer(run.lowerBound), .integer(run.upperBound)])
        }
    }

    /// Forgets the lists of a shard that were signed before a moment, but not the newest, and what
    /// had changed by the oldest that is left.
    static func forgetStatusChanges(
        of list: StatusListClaims, before moment: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        let shard: [SQLValue] = [.blob(list.organization.bytes), .integer(Int64(list.shard))]
        try writer.run(
            """
            DELETE FROM status_publication
            WHERE organization_id = $1 AND shard = $2 AND sequence < $3 AND issued_at < $4
            """,
            shard + [
                .integer(Int64(clamping: list.sequence)), .integer(moment.secondsSinceEpoch),
            ])
        try writer.run(
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
