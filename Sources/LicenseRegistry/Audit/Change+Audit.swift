import SQLDatabase

extension Change {
    /// Adds a record to the audit log: what was done, to what, and more about it in words.
    func audit(
        _ action: AuditAction, of subject: some CustomStringConvertible, _ detail: String = ""
    ) throws(RegistryError) {
        let last = try row(
            ChainLink.self,
            "SELECT sequence, hash FROM audit_record ORDER BY sequence DESC LIMIT 1")
        let sequence = (last?.sequence ?? 0) + 1
        let previous = last?.hash ?? AuditRecord.firstHash
        let subject = "\(subject)"
        let hash = AuditRecord.hash(
            sequence, now, actor, action.rawValue, subject, detail, previous)
        try run(
            """
            INSERT INTO audit_record
                (sequence, recorded_at, actor, action, subject, detail, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .integer(sequence), .time(now), .text(actor), .text(action.rawValue),
                .text(subject), .text(detail), .blob(previous), .blob(hash),
            ])
    }
}

/// What the next record of the audit log is chained to.
private struct ChainLink: SQLRecord {
    let sequence: Int64
    let hash: [UInt8]

    init(_ row: SQLRow) throws(SQLError) {
        sequence = try row["sequence"]
        hash = try row["hash"]
    }
}
