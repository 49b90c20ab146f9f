import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// What is changed about batches that the service mints by itself.
struct BatchOrderChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func begin(
        _ batch: Batch, of benefit: BenefitID, _ rows: [ManualOrder]
    ) throws(RegistryError) {
        let organization = try offered(benefit).organization
        for row in rows {
            try change.check(row.name, "name")
            try change.check(row.email, "email")
        }
        _ = try BatchChanges(change).begin(batch, of: organization)
        try change.run(
            """
            INSERT INTO batch_order (batch_id, benefit_id, actor, row_count, halted_row, halt)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .id(batch.id), .id(benefit), .text(change.actor), .integer(Int64(rows.count)),
                .optional(BatchOrder.Halt.unconfirmed.columns.row),
                .text(BatchOrder.Halt.unconfirmed.columns.why),
            ])
        try change.run(
            """
            INSERT INTO batch_row (batch_id, number, customer_name, customer_email, ends_at,
                activation_limit, usage_limit)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            each: rows.enumerated().map { index, row in
                [.id(batch.id), .integer(Int64(index + 1))] + row.values
            })
    }

    /// Mints the next rows, and says how many; what was kept of them is forgotten.
    ///
    /// Throws `rowRecorded` where another node mints the same rows.
    func mint(
        _ limit: Int, of id: BatchID, by issuer: Issuer
    ) throws(RegistryError) -> Int {
        let queries = BatchOrderQueries(change)
        guard let order = try queries.order(id), order.isUnderWay else { return 0 }
        let benefit = try offered(order.benefit).benefit
        let rows = try queries.rows(of: id, limit: limit)
        for row in rows {
            _ = try Minting(change, by: issuer).mint(
                row.order, of: benefit, issuedAt: order.issuedAt,
                at: BatchPosition(batch: id, row: row.number))
        }
        if let last = rows.last {
            try change.run(
                "DELETE FROM batch_row WHERE batch_id = $1 AND number <= $2",
                [.id(id), .integer(Int64(last.number))])
        }
        if order.mintedRows + rows.count == order.rowCount { try BatchChanges(change).finish(id) }
        return rows.count
    }

    /// Mints no more rows for now.
    func halt(_ id: BatchID, _ halt: BatchOrder.Halt) throws(RegistryError) {
        let (number, why) = halt.columns
        let count = try change.run(
            """
            UPDATE batch_order SET halted_row = $2, halt = $3 WHERE batch_id = $1 AND halt IS NULL
                AND EXISTS (SELECT 1 FROM batch WHERE id = $1 AND finished_at IS NULL)
            """, [.id(id), .optional(number), .text(why)])
        guard count == 1 else { return }
        try change.audit(.batchHalt, of: id, number.map { "row \($0)" } ?? "")
    }

    /// Mints the rows that are left, or all of them once they are confirmed.
    func resume(_ id: BatchID) throws(RegistryError) {
        let count = try change.run(
            """
            UPDATE batch_order SET halted_row = NULL, halt = NULL
            WHERE batch_id = $1 AND halt IS NOT NULL
            """, [.id(id)])
        guard count == 1 else { return }
        try change.audit(.batchResume, of: id)
    }

    /// Forgets the rows that are left.
    func giveUp(_ id: BatchID) throws(RegistryError) {
        try change.run("DELETE FROM batch_row WHERE batch_id = $1", [.id(id)])
        try BatchChanges(change).finish(id)
    }

    private func offered(_ id: BenefitID) throws(RegistryError) -> BenefitListing {
        guard let listing = try BenefitQueries(change).listing(id), listing.deletedAt == nil else {
            throw .missing(kind: .benefit)
        }
        return listing
    }
}
