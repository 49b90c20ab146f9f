import LicenseVerifier
import SQLDatabase

/// What is asked about batches.
struct BatchQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func batch(
        named name: String, of organization: OrganizationID
    ) throws(RegistryError) -> Batch? {
        try reading.row(
            Batch.self,
            """
            SELECT id, name, input_digest, issued_at, finished_at,
                (SELECT coalesce(max(batch_row), 0) FROM license WHERE batch_id = batch.id)
                    AS recorded_rows
            FROM batch WHERE name = $1 AND organization_id = $2
            """, [.text(name), .id(organization)])
    }

    func licenses(
        of batch: BatchID, after row: Int, limit: Int
    ) throws(RegistryError) -> [LicenseRecord] {
        try reading.rows(
            LicenseRecord.self,
            """
            \(LicenseRecord.selection) WHERE license.batch_id = $1 AND license.batch_row > $2
            ORDER BY license.batch_row LIMIT $3
            """, [.id(batch), .integer(Int64(row)), .integer(Int64(limit))])
    }
}
