public import LicenseVerifier

extension Registry {
    /// The records after one of them, oldest first.
    public func auditRecords(
        after sequence: Int64 = 0, limit: Int
    ) throws(RegistryError) -> [AuditRecord] {
        try database.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT * FROM audit_record WHERE sequence > $1 ORDER BY sequence LIMIT $2
                """, [.integer(sequence), .integer(Int64(limit))], Self.auditRecord)
        }
    }

    /// The records that a filter lets through, oldest first.
    public func auditRecords(
        matching filter: AuditFilter, after sequence: Int64 = 0, limit: Int
    ) throws(RegistryError) -> [AuditRecord] {
        var parts = ["sequence > $1"]
        var values = [SQLValue.integer(sequence)]
        // Only the conditions that are asked for, so that each finds its index.
        func add(_ test: String, _ value: SQLValue?) {
            guard let value else { return }
            values.append(value)
            parts.append("\(test) $\(values.count)")
        }
        add("actor =", filter.actor.map { .text($0) })
        add("action =", filter.action.map { .text($0) })
        add("subject =", filter.subject.map { .text($0) })
        add("recorded_at >=", filter.from.map { .integer($0.secondsSinceEpoch) })
        add("recorded_at <", filter.until.map { .integer($0.secondsSinceEpoch) })
        values.append(.integer(Int64(limit)))
        return try database.read { [parts, values] (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT * FROM audit_record WHERE \(parts.joined(separator: " AND "))
                ORDER BY sequence LIMIT $\(values.count)
                """, values, Self.auditRecord)
        }
    }

    /// Checks the whole chain; throws `auditBroken` with the first record that does not fit.
    ///
    /// Returns where the chain ends.
    @discardableResult
    public func verifyAudit() throws(RegistryError) -> AuditEnd {
        try database.read { (reader) throws(RegistryError) in
            var last: Int64 = 0
            var hash = AuditRecord.firstHash
            try reader.forEachRow("SELECT * FROM audit_record ORDER BY sequence", []) {
                (row) throws(RegistryError) in
                let record = try Self.auditRecord(row)
                guard record.sequence == last + 1, record.previousHash == hash,
                    record.hash == record.expectedHash
                else { throw .auditBroken(sequence: last + 1) }
                last = record.sequence
                hash = record.hash
            }
            return AuditEnd(sequence: last, hash: hash)
        }
    }

    static func audit(
        _ writer: any SQLWriter, _ actor: String, _ action: String, _ subject: String,
        _ detail: String, _ now: Timestamp
    ) throws(RegistryError) {
        let last = try writer.row(
            "SELECT sequence, hash FROM audit_record ORDER BY sequence DESC LIMIT 1"
        ) { (row) throws(RegistryError) in (try row.integer("sequence"), try row.blob("hash")) }
        let sequence = (last?.0 ?? 0) + 1
        let previous = last?.1 ?? AuditRecord.firstHash
        let hash = AuditRecord.hash(sequence, now, actor, action, subject, detail, previous)
        try writer.run(
            """
            INSERT INTO audit_record
                (sequence, recorded_at, actor, action, subject, detail, previous_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .integer(sequence), .integer(now.secondsSinceEpoch), .text(actor), .text(action),
                .text(subject), .text(detail), .blob(previous), .blob(hash),
            ])
    }

    private static func auditRecord(_ row: SQLRow) throws(RegistryError) -> AuditRecord {
        AuditRecord(
            sequence: try row.integer("sequence"), recordedAt: try row.timestamp("recorded_at"),
            actor: try row.text("actor"), action: try row.text("action"),
            subject: try row.text("subject"), detail: try row.text("detail"),
            previousHash: try row.blob("previous_hash"), hash: try row.blob("hash"))
    }
}

/// Which records of the audit log are asked for; nil asks for all.
public struct AuditFilter: Sendable {
    /// By whom.
    public var actor: String?
    /// What was done.
    public var action: String?
    /// To what, by its id.
    public var subject: String?
    /// At this moment or later.
    public var from: Timestamp?
    /// Before this moment.
    public var until: Timestamp?

    /// All records.
    public init() {}
}
