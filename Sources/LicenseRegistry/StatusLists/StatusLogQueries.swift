import LicenseIssuer
import LicenseVerifier
package import SQLDatabase

/// What is asked of the log of what changed in one shard's status lists.
struct StatusLogQueries {
    private let reading: any Reading
    private let shard: UInt32
    private let values: [SQLValue]

    init(_ reading: any Reading, of organization: OrganizationID, shard: UInt32) {
        self.reading = reading
        self.shard = shard
        values = [.id(organization), .integer(Int64(shard))]
    }

    /// The log of the last month, and the numbers of its lines that no list has said yet.
    func log() throws(RegistryError) -> (log: StatusLog, unpublished: [Int64]) {
        let lines = try reading.rows(
            StatusLine.self,
            """
            SELECT number, position, sequence FROM status_change
            WHERE organization_id = $1 AND shard = $2 ORDER BY number
            """, values)
        let publications = try reading.rows(
            StatusLog.Publication.self,
            """
            SELECT sequence, issued_at FROM status_publication
            WHERE organization_id = $1 AND shard = $2 ORDER BY sequence
            """, values)
        return (
            StatusLog(publications: publications, changes: lines.map { $0.change(in: shard) }),
            lines.filter { $0.sequence == nil }.map(\.number)
        )
    }
}

/// A line of the log.
private struct StatusLine: SQLRecord {
    let number: Int64
    let position: UInt32
    /// The list that said it first; nil for none yet.
    let sequence: UInt64?

    init(_ row: SQLRow) throws(SQLError) {
        number = try row["number"]
        position = UInt32(clamping: try row.integer("position"))
        sequence = try row.optionalInteger("sequence").map { UInt64(clamping: $0) }
    }

    func change(in shard: UInt32) -> StatusChange {
        StatusChange(StatusIndex(shard << 20 | position), sequence: sequence)
    }
}

extension StatusLog.Publication: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        self.init(
            sequence: UInt64(clamping: try row.integer("sequence")),
            issuedAt: try row["issued_at"])
    }
}
