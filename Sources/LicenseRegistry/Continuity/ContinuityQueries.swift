import LicenseVerifier
import SQLDatabase

/// What is asked about how far the registry has come.
struct ContinuityQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    /// The mark of the registry as it is; nil for one that was never marked.
    func mark() throws(RegistryError) -> RegistryMark? {
        guard let status = try reading.registryStatus() else { return nil }
        return RegistryMark(
            registry: status.registry, epoch: status.epoch, promises: status.promises,
            records: try end(), lists: try lists(),
            credentials: try MarkedCredentials(reading))
    }

    /// Where the audit log ends, unchecked.
    func end() throws(RegistryError) -> AuditEnd {
        let last = try reading.row(
            "SELECT sequence, hash FROM audit_record ORDER BY sequence DESC LIMIT 1"
        ) { (row) throws(SQLError) in
            AuditEnd(sequence: try row["sequence"], hash: try row["hash"], found: nil)
        }
        return last ?? AuditEnd(sequence: 0, hash: AuditRecord.firstHash, found: nil)
    }

    /// All shards with the highest number that is known to be out.
    func lists() throws(RegistryError) -> [RegistryMark.List] {
        try reading.rows(
            """
            SELECT status_shard.organization_id, status_shard.shard,
                CASE WHEN coalesce(status_list.sequence, 0) > list_floor
                    THEN status_list.sequence ELSE list_floor END AS newest
            FROM status_shard LEFT JOIN status_list
                ON status_list.organization_id = status_shard.organization_id
                AND status_list.shard = status_shard.shard
            ORDER BY status_shard.organization_id, status_shard.shard
            """
        ) { (row) throws(SQLError) in
            RegistryMark.List(
                organization: try row["organization_id"],
                shard: UInt32(clamping: try row.integer("shard")),
                sequence: UInt64(clamping: try row.integer("newest")))
        }
    }

    /// The number of the newest list of a shard that the registry has signed itself; 0 for none.
    func signed(_ shard: UInt32, of organization: OrganizationID) throws(RegistryError) -> UInt64 {
        let number = try reading.value(
            Int64.self,
            "SELECT sequence FROM status_list WHERE organization_id = $1 AND shard = $2",
            [.id(organization), .integer(Int64(shard))])
        return UInt64(clamping: number ?? 0)
    }

    /// What shows that the registry is behind the mark in a directory, or is a copy with it; nil for
    /// nothing.
    ///
    /// Throws what stops one node alone, `markMissing`, `markDamaged` or `markOfAnother`.
    func finding(
        _ directory: MarkDirectory, _ dialect: SQLDialect
    ) throws(RegistryError) -> RestoreFinding? {
        let status = try reading.registryStatus()
        let isCopied = try isElsewhere(status, dialect)
        let isOneOfMany = directory.isShared && status?.markedAt != nil
        let mark: RegistryMark?
        do throws(RegistryError) {
            mark = try directory.mark()
        } catch {
            guard case .markDamaged = error, !isOneOfMany || isCopied else { throw error }
            return .damagedMark
        }
        if let finding = try finding(mark) {
            guard isOneOfMany else { return finding }
            // A copy of the database is none of its nodes', whatever lies in its directory.
            if isCopied, [.noMark, .otherRegistry].contains(finding) { return .otherDatabase }
            if finding == .noMark { throw .markMissing }
            if finding == .otherRegistry { throw .markOfAnother(path: directory.path) }
            return finding
        }
        if isCopied { return .otherDatabase }
        guard let mark, status?.isMovedIn != true, directory.isOfOtherFile(mark) else {
            return nil
        }
        return .otherFile
    }

    /// Whether the registry is in another database of a server than it was, and was not moved there.
    private func isElsewhere(
        _ status: RegistryStatus?, _ dialect: SQLDialect
    ) throws(RegistryError) -> Bool {
        guard let status, !status.isMovedIn, let noted = status.database,
            let database = try ServerDatabase(reading, dialect)
        else { return false }
        return database.differs(from: noted)
    }

    /// What shows that the registry is behind its mark; nil for nothing.
    private func finding(_ mark: RegistryMark?) throws(RegistryError) -> RestoreFinding? {
        let status = try reading.registryStatus()
        guard let mark else { return status?.markedAt == nil ? nil : .noMark }
        guard let status, status.registry == mark.registry else { return .otherRegistry }
        if status.epoch < mark.epoch { return .olderEpoch }
        // The person who has resumed it since knows what was lost; lists that only this mark knows count.
        if status.epoch == mark.epoch, let finding = try finding(records: mark.records) {
            return finding
        }
        if status.epoch == mark.epoch, status.promises < mark.promises {
            return .missingAnswers
        }
        let known = try lists()
        for list in mark.lists {
            let newest = known.first {
                ($0.organization, $0.shard) == (list.organization, list.shard)
            }
            guard list.sequence <= newest?.sequence ?? 0, newest != nil else {
                return .newerList(
                    shard: list.shard, known: newest?.sequence ?? 0, seen: list.sequence)
            }
        }
        return nil
    }

    private func finding(records end: AuditEnd) throws(RegistryError) -> RestoreFinding? {
        guard end.sequence > 0 else { return nil }
        let hash = try reading.value(
            [UInt8].self, "SELECT hash FROM audit_record WHERE sequence = $1",
            [.integer(end.sequence)])
        guard let hash else {
            return .missingRecords(known: try self.end().sequence, marked: end.sequence)
        }
        return hash == end.hash ? nil : .otherHistory(record: end.sequence)
    }
}
