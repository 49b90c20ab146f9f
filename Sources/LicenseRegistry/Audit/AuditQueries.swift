import LicenseVerifier
import SQLDatabase

/// What is asked of the audit log.
struct AuditQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func records(
        matching filter: AuditFilter, after sequence: Int64, limit: Int
    ) throws(RegistryError) -> [AuditRecord] {
        var condition = filter.condition
        condition.require("sequence >", .integer(sequence))
        let count = condition.parameter(.integer(Int64(limit)))
        return try reading.rows(
            AuditRecord.self,
            """
            SELECT * FROM audit_record WHERE \(condition.sql)
            ORDER BY sequence LIMIT \(count)
            """, condition.values)
    }

    func newest(
        matching filter: AuditFilter, before sequence: Int64?, limit: Int
    ) throws(RegistryError) -> [AuditRecord] {
        var condition = filter.condition
        condition.require("sequence <", .integer(sequence ?? .max))
        let count = condition.parameter(.integer(Int64(limit)))
        return try reading.rows(
            AuditRecord.self,
            """
            SELECT * FROM audit_record WHERE \(condition.sql)
            ORDER BY sequence DESC LIMIT \(count)
            """, condition.values)
    }

    func newestSequence() throws(RegistryError) -> Int64 {
        try reading.value(
            Int64.self, "SELECT coalesce(max(sequence), 0) AS newest FROM audit_record") ?? 0
    }

    /// Whether the signing of a list is recorded.
    func records(_ claims: StatusListClaims) throws(RegistryError) -> Bool {
        let record = ListRecord(claims)
        let details = try reading.values(
            String.self, "SELECT detail FROM audit_record WHERE action = $1 AND subject = $2",
            [.text(AuditAction.statusListSign.rawValue), .text(record.subject)])
        return details.contains { record.isNamed(by: $0) }
    }

    /// Where the log ends, after its whole chain was checked, and where a hash is in it.
    func verified(lookingFor wanted: [UInt8]?) throws(RegistryError) -> AuditEnd {
        var last: Int64 = 0
        var hash = AuditRecord.firstHash
        var found: Int64? = wanted == hash ? 0 : nil
        var isWhole = true
        try reading.forEachRow("SELECT * FROM audit_record ORDER BY sequence") {
            (row) throws(SQLError) in
            guard isWhole else { return }
            let record = try AuditRecord(row)
            isWhole =
                record.sequence == last + 1 && record.previousHash == hash
                && record.hash == record.expectedHash
            guard isWhole else { return }
            last = record.sequence
            hash = record.hash
            if hash == wanted { found = last }
        }
        guard isWhole else { throw .auditBroken(sequence: last + 1) }
        return AuditEnd(sequence: last, hash: hash, found: found)
    }
}
