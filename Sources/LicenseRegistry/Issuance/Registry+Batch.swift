public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Begins a batch, or finds the one that was begun under this name with the same input.
    ///
    /// Throws `batchDiffers` when the name belongs to other input.
    public func beginBatch(
        _ id: BatchID, name: String, organization: OrganizationID, inputDigest: [UInt8],
        issuedAt: Timestamp, now: Timestamp
    ) throws(RegistryError) -> Batch {
        if let known = try batch(named: name, organization: organization) {
            guard known.inputDigest == inputDigest else { throw .batchDiffers(name: name) }
            return known
        }
        try change(.batchBegin, of: "\(id)", name, now: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                """
                INSERT INTO batch (id, organization_id, name, input_digest, issued_at, created_at)
                VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                """,
                [
                    .blob(id.bytes), .blob(organization.bytes), .text(name), .blob(inputDigest),
                    .integer(issuedAt.secondsSinceEpoch), .integer(now.secondsSinceEpoch),
                ])
            guard count == 1 else { throw .exists(kind: .batch, name: name) }
        }
        return Batch(
            id: id, name: name, inputDigest: inputDigest, issuedAt: issuedAt, recordedRows: 0,
            finishedAt: nil)
    }

    /// The batch of a name.
    public func batch(
        named name: String, organization: OrganizationID
    ) throws(RegistryError) -> Batch? {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row(
                """
                SELECT id, name, input_digest, issued_at, finished_at,
                    (SELECT coalesce(max(batch_row), 0) FROM license WHERE batch_id = batch.id)
                        AS recorded_rows
                FROM batch WHERE name = $1 AND organization_id = $2
                """, [.text(name), .blob(organization.bytes)]
            ) { (row) throws(SQLError) in
                let finished = try row.optionalInteger("finished_at")
                return Batch(
                    id: try row.parsed("id") { BatchID($0) }, name: try row.text("name"),
                    inputDigest: try row.blob("input_digest"),
                    issuedAt: try row.timestamp("issued_at"),
                    recordedRows: Int(try row.integer("recorded_rows")),
                    finishedAt: finished == nil ? nil : try row.timestamp("finished_at"))
            }
        }
    }

    /// Notes that all rows of a batch are recorded; the second time changes nothing.
    public func finishBatch(_ id: BatchID, now: Timestamp) throws(RegistryError) {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            let count = try writer.run(
                "UPDATE batch SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL",
                [.blob(id.bytes), .integer(now.secondsSinceEpoch)])
            guard count == 1 else { return }
            try writer.audit(.batchFinish, of: "\(id)")
        }
    }

    /// The licenses of a batch's next rows, in their order.
    public func batchLicenses(
        _ id: BatchID, after row: Int, limit: Int
    ) throws(RegistryError) -> [LicenseRecord] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                \(Self.selection) WHERE license.batch_id = $1 AND license.batch_row > $2
                ORDER BY license.batch_row LIMIT $3
                """, [.blob(id.bytes), .integer(Int64(row)), .integer(Int64(limit))],
                { (row) throws(SQLError) in try LicenseRecord(row) })
        }
    }
}
