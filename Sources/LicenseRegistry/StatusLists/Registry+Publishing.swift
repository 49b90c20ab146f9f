import COSE
import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

/// A signed list as the registry keeps it, for every node to serve.
public struct StoredStatusList: Sendable {
    /// Whose licenses it is about.
    public let organization: OrganizationID
    /// Which of the organization's lists it is.
    public let shard: UInt32
    /// Its number.
    public let sequence: UInt64
    /// The signed object; not trusted before it is verified.
    public let octets: [UInt8]
    /// The deltas beside it; not trusted either.
    public let deltas: [DeltaPeriod: [UInt8]]
}

extension Registry {
    /// What a shard's next list must say that the one before did not.
    public func pendingStatuses(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> PendingStatuses {
        try transactions.read { (reader) throws(RegistryError) in
            let lines = try Self.statusChanges(organization, shard, reader)
            let places = "status_change.shard * 1048576 + status_change.position"
            let ofShard = """
                status_change.organization_id = $1 AND status_change.shard = $2
                    AND status_change.sequence IS NULL
                """
            let statuses = try reader.rows(
                """
                SELECT license.status_index, \(StatusSQL.ofLicense) AS state
                FROM status_change JOIN license
                    ON license.organization_id = status_change.organization_id
                    AND license.status_index = \(places)
                WHERE \(ofShard)
                UNION
                SELECT former_token.status_index, \(StatusSQL.ofFormerToken) AS state
                FROM status_change JOIN former_token
                    ON former_token.organization_id = status_change.organization_id
                    AND former_token.status_index = \(places)
                    JOIN license ON license.id = former_token.license_id
                WHERE \(ofShard)
                """, [.blob(organization.bytes), .integer(Int64(shard))]
            ) { (row) throws(SQLError) in try StatusSnapshot.Exception(row) }
            return PendingStatuses(
                statuses: statuses,
                log: StatusLog(
                    publications: try Self.statusPublications(organization, shard, reader),
                    changes: lines.map(\.change)),
                unpublished: lines.filter { $0.change.sequence == nil }.map(\.number))
        }
    }

    /// Remembers a list together with its bytes and those of its deltas, before anybody sees it.
    ///
    /// Throws `listOutdated` when another program has signed one of this or a higher number
    /// meanwhile, so that no two lists of one number ever leave.
    ///
    /// - Parameter pending: what the list says for the first time.
    public func publish(
        _ list: VerifiedStatusList, deltas: [DeltaPeriod: VerifiedStatusDelta] = [:],
        from pending: PendingStatuses, exceptions: Int, now: Timestamp
    ) throws(RegistryError) {
        let claims = list.claims
        try change(
            .statusListSign, of: "\(claims.organization)/\(claims.shard)",
            "number \(claims.sequence), \(exceptions) exceptions", now: now
        ) { (writer) throws(RegistryError) in
            try Self.record(claims, exceptions: exceptions, writer)
            try Self.publish(pending.unpublished, with: claims, writer)
            try Self.forgetStatusChanges(of: claims, before: now - .seconds(31 * 86_400), writer)
            try writer.run(
                """
                INSERT INTO published_list
                    (organization_id, shard, sequence, octets, day_delta, week_delta, month_delta)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (organization_id, shard) DO UPDATE SET
                    sequence = excluded.sequence, octets = excluded.octets,
                    day_delta = excluded.day_delta, week_delta = excluded.week_delta,
                    month_delta = excluded.month_delta
                """,
                [
                    .blob(claims.organization.bytes), .integer(Int64(claims.shard)),
                    .integer(Int64(clamping: claims.sequence)), .blob(list.message.bytes),
                ] + DeltaPeriod.allCases.map { deltas[$0].map { .blob($0.message.bytes) } ?? .null }
            )
        }
    }

    /// The lists that were published last, without those that are known.
    ///
    /// - Parameter known: the newest number that the caller has of a list; nil for none.
    public func publishedLists(
        newerThan known: (OrganizationID, UInt32) -> UInt64?
    ) throws(RegistryError) -> [StoredStatusList] {
        try transactions.read { (reader) throws(RegistryError) in
            let newest = try reader.rows(
                "SELECT organization_id, shard, sequence FROM published_list"
            ) { (row) throws(SQLError) in
                (
                    try row.parsed("organization_id") { OrganizationID($0) },
                    UInt32(clamping: try row.integer("shard")),
                    UInt64(clamping: try row.integer("sequence"))
                )
            }
            var lists: [StoredStatusList] = []
            for (organization, shard, sequence) in newest
            where known(organization, shard).map({ $0 < sequence }) ?? true {
                let list = try reader.row(
                    """
                    SELECT sequence, octets, day_delta, week_delta, month_delta
                    FROM published_list WHERE organization_id = $1 AND shard = $2
                    """, [.blob(organization.bytes), .integer(Int64(shard))]
                ) { (row) throws(SQLError) in
                    var deltas: [DeltaPeriod: [UInt8]] = [:]
                    for period in DeltaPeriod.allCases {
                        deltas[period] = try row.optionalBlob("\(period.rawValue)_delta")
                    }
                    return StoredStatusList(
                        organization: organization, shard: shard,
                        sequence: UInt64(clamping: try row.integer("sequence")),
                        octets: try row.blob("octets"), deltas: deltas)
                }
                if let list { lists.append(list) }
            }
            return lists
        }
    }

    /// The licenses whose status may have changed after a record of the audit log, which each such
    /// change writes in its own transaction.
    public func statusChanges(after sequence: Int64) throws(RegistryError) -> LicenseChanges {
        try transactions.read { (reader) throws(RegistryError) in
            var changes = LicenseChanges(last: sequence)
            try reader.forEachRow(
                """
                SELECT sequence, action, subject FROM audit_record WHERE sequence > $1
                ORDER BY sequence
                """, [.integer(sequence)]
            ) { (row) throws(SQLError) in
                changes.last = try row.integer("sequence")
                switch AuditAction(rawValue: try row.text("action")) {
                case .licenseGranted, .licenseDisabled, .licenseRevoked, .licenseRotate,
                    .licenseRenew, .licenseEnd:
                    if let license = LicenseID(try row.text("subject")) {
                        changes.licenses.insert(license)
                    }
                case .licenseIssue, .licenseImport: changes.mayHaveNewShards = true
                case .signingKeyAdd: changes.hasNewKeys = true
                case .statusListConfirmShrink: changes.confirmsLists = true
                default: break
                }
            }
            return changes
        }
    }

    /// The number of the newest record of the audit log; 0 for none.
    public func newestAuditRecord() throws(RegistryError) -> Int64 {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.row("SELECT coalesce(max(sequence), 0) AS newest FROM audit_record") {
                (row) throws(SQLError) in try row.integer("newest")
            } ?? 0
        }
    }

    /// What the lists say of each token of a license, the newest and those that it has replaced.
    public func statuses(
        of license: LicenseID
    ) throws(RegistryError) -> [(organization: OrganizationID, index: StatusIndex, LicenseStatus)] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                """
                SELECT organization_id, status_index, \(StatusSQL.ofLicense) AS state FROM license
                WHERE id = $1 AND status_index IS NOT NULL
                UNION ALL
                SELECT former_token.organization_id, former_token.status_index,
                    \(StatusSQL.ofFormerToken) AS state
                FROM former_token JOIN license ON license.id = former_token.license_id
                WHERE former_token.license_id = $1 AND former_token.status_index IS NOT NULL
                """, [.blob(license.bytes)]
            ) { (row) throws(SQLError) in
                guard let state = LicenseState(rawValue: try row.integer("state")) else {
                    throw .column("state")
                }
                return (
                    try row.parsed("organization_id") { OrganizationID($0) },
                    StatusIndex(UInt32(clamping: try row.integer("status_index"))), state.status
                )
            }
        }
    }
}

/// What has changed since a record of the audit log.
public struct LicenseChanges: Sendable {
    /// The newest record that was looked at.
    public fileprivate(set) var last: Int64
    /// Licenses whose status may be another.
    public fileprivate(set) var licenses: Set<LicenseID> = []
    /// Whether licenses were added, and lists may have begun.
    public fileprivate(set) var mayHaveNewShards = false
    /// Whether lists that were held back may be published after all.
    public fileprivate(set) var confirmsLists = false
    /// Whether issuing keys were added.
    public fileprivate(set) var hasNewKeys = false

    fileprivate init(last: Int64) {
        self.last = last
    }
}
