import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// What is asked about status lists.
struct StatusListQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func shards(of organization: OrganizationID) throws(RegistryError) -> [UInt32] {
        try reading.values(
            Int64.self,
            "SELECT shard FROM status_shard WHERE organization_id = $1 ORDER BY shard",
            [.id(organization)]
        ).map { UInt32(clamping: $0) }
    }

    func shards() throws(RegistryError) -> [StatusListShard] {
        try reading.rows(
            StatusListShard.self,
            """
            SELECT organization_id, shard, CASE WHEN EXISTS (
                    SELECT 1 FROM status_change
                    WHERE status_change.organization_id = status_shard.organization_id
                        AND status_change.shard = status_shard.shard
                        AND status_change.sequence IS NULL) THEN 1 ELSE 0 END AS has_changes
            FROM status_shard ORDER BY organization_id, shard
            """)
    }

    func licenses(
        at indexes: Set<StatusIndex>, of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> [StatusIndex: LicenseID] {
        let first = Int64(shard) << 20
        var found: [StatusIndex: LicenseID] = [:]
        try reading.forEachRow(
            """
            SELECT status_index, id FROM license
            WHERE organization_id = $1 AND status_index BETWEEN $2 AND $3
            UNION ALL SELECT status_index, license_id FROM former_token
            WHERE organization_id = $1 AND status_index BETWEEN $2 AND $3
            """,
            [
                .id(organization), .integer(first),
                .integer(first + Int64(StatusIndex.positionsPerShard) - 1),
            ]
        ) { (row) throws(SQLError) in
            let index = StatusIndex(UInt32(clamping: try row.integer("status_index")))
            if indexes.contains(index) { found[index] = try row["id"] }
        }
        return found
    }

    func snapshot(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> StatusSnapshot {
        let (log, unpublished) = try StatusLogQueries(reading, of: organization, shard: shard).log()
        return StatusSnapshot(
            exceptions: try exceptions(of: organization, shard: shard),
            previous: try newest(of: organization, shard: shard), log: log,
            floor: try floor(of: organization, shard: shard), unpublished: unpublished)
    }

    func pending(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> PendingStatuses {
        let (log, unpublished) = try StatusLogQueries(reading, of: organization, shard: shard).log()
        let index = "status_change.shard * \(StatusSQL.shardSize) + status_change.position"
        let ofShard = """
            status_change.organization_id = $1 AND status_change.shard = $2
                AND status_change.sequence IS NULL
            """
        let statuses = try reading.rows(
            StatusSnapshot.Exception.self,
            """
            SELECT license.status_index, \(StatusSQL.ofLicense) AS state
            FROM status_change JOIN license
                ON license.organization_id = status_change.organization_id
                AND license.status_index = \(index)
            WHERE \(ofShard)
            UNION
            SELECT former_token.status_index, \(StatusSQL.ofFormerToken) AS state
            FROM status_change JOIN former_token
                ON former_token.organization_id = status_change.organization_id
                AND former_token.status_index = \(index)
                JOIN license ON license.id = former_token.license_id
            WHERE \(ofShard)
            UNION
            SELECT lost_status.status_index, lost_status.state
            FROM status_change JOIN lost_status
                ON lost_status.organization_id = status_change.organization_id
                AND lost_status.status_index = \(index)
            WHERE \(ofShard)
            """, [.id(organization), .integer(Int64(shard))])
        return PendingStatuses(
            statuses: statuses, log: log, floor: try floor(of: organization, shard: shard),
            unpublished: unpublished)
    }

    /// The licenses of a shard that are not good, by their position.
    func exceptions(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> [StatusSnapshot.Exception] {
        try reading.rows(
            StatusSnapshot.Exception.self,
            """
            SELECT status_index, \(StatusSQL.ofLicense) AS state FROM license
            WHERE organization_id = $1 AND status_index >= $2 AND status_index < $3
                AND \(StatusSQL.isException)
            UNION ALL
            SELECT former_token.status_index, \(StatusSQL.ofFormerToken) AS state
            FROM former_token JOIN license ON license.id = former_token.license_id
            WHERE former_token.organization_id = $1 AND former_token.status_index >= $2
                AND former_token.status_index < $3
                AND \(StatusSQL.isFormerException)
            UNION ALL
            SELECT status_index, state FROM lost_status
            WHERE organization_id = $1 AND status_index >= $2 AND status_index < $3
            ORDER BY status_index
            """,
            [
                .id(organization), .integer(Int64(shard) * StatusSQL.shardSize),
                .integer((Int64(shard) + 1) * StatusSQL.shardSize),
            ])
    }

    /// The highest number that is known to be out though no list here has it; 0 for none.
    func floor(of organization: OrganizationID, shard: UInt32) throws(RegistryError) -> UInt64 {
        let floor = try reading.value(
            Int64.self,
            "SELECT list_floor FROM status_shard WHERE organization_id = $1 AND shard = $2",
            [.id(organization), .integer(Int64(shard))])
        return UInt64(clamping: floor ?? 0)
    }

    func newest(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> PublishedStatusList? {
        try reading.row(
            PublishedStatusList.self,
            "SELECT * FROM status_list WHERE organization_id = $1 AND shard = $2",
            [.id(organization), .integer(Int64(shard))])
    }

    func published(
        newerThan known: (OrganizationID, UInt32) -> UInt64?
    ) throws(RegistryError) -> [StoredStatusList] {
        let newest = try reading.rows(
            PublishedListName.self, "SELECT organization_id, shard, sequence FROM published_list")
        var lists: [StoredStatusList] = []
        for list in newest
        where known(list.organization, list.shard).map({ $0 < list.sequence }) ?? true {
            let list = try reading.row(
                StoredStatusList.self,
                """
                SELECT organization_id, shard, sequence, octets, day_delta, week_delta, month_delta
                FROM published_list WHERE organization_id = $1 AND shard = $2
                """, [.id(list.organization), .integer(Int64(list.shard))])
            if let list { lists.append(list) }
        }
        return lists
    }

    func statuses(of license: LicenseID) throws(RegistryError) -> [TokenStatus] {
        try reading.rows(
            TokenStatus.self,
            """
            SELECT organization_id, status_index, \(StatusSQL.ofLicense) AS state FROM license
            WHERE id = $1 AND status_index IS NOT NULL
            UNION ALL
            SELECT former_token.organization_id, former_token.status_index,
                \(StatusSQL.ofFormerToken) AS state
            FROM former_token JOIN license ON license.id = former_token.license_id
            WHERE former_token.license_id = $1 AND former_token.status_index IS NOT NULL
            """, [.id(license)])
    }
}

/// Which list was published last for a shard.
private struct PublishedListName: SQLRecord {
    let organization: OrganizationID
    let shard: UInt32
    let sequence: UInt64

    init(_ row: SQLRow) throws(SQLError) {
        organization = try row["organization_id"]
        shard = UInt32(clamping: try row.integer("shard"))
        sequence = UInt64(clamping: try row.integer("sequence"))
    }
}
