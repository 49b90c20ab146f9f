import LicenseVerifier
import SQLDatabase

/// What is changed about batches.
struct BatchChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Begins a batch, or finds the one that was begun under its name with the same input.
    func begin(_ batch: Batch, of organization: OrganizationID) throws(RegistryError) -> Batch {
        if let known = try BatchQueries(change).batch(named: batch.name, of: organization) {
            guard known.inputDigest == batch.inputDigest else {
                throw .batchDiffers(name: batch.name)
            }
            return known
        }
        try change.check(batch.name, "batch_name")
        let count = try change.run(
            """
            INSERT INTO batch (id, organization_id, name, input_digest, issued_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """,
            [
                .id(batch.id), .id(organization), .text(batch.name), .blob(batch.inputDigest),
                .time(batch.issuedAt), .time(change.now),
            ])
        guard count == 1 else { throw .exists(kind: .batch, name: batch.name) }
        try change.audit(.batchBegin, of: batch.id, batch.name)
        return batch
    }

    func finish(_ id: BatchID) throws(RegistryError) {
        let count = try change.run(
            "UPDATE batch SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL",
            [.id(id), .time(change.now)])
        guard count == 1 else { return }
        try change.audit(.batchFinish, of: id)
    }
}
