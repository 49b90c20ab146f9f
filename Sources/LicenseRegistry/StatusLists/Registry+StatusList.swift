import LicenseIssuer
public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// The shards in which the organization has given out places.
    public func statusShards(of organization: OrganizationID) throws(RegistryError) -> [UInt32] {
        try transactions.read { (reader) throws(RegistryError) in
            try reader.rows(
                "SELECT shard FROM status_shard WHERE organization_id = $1 ORDER BY shard",
                [.blob(organization.bytes)]
            ) { (row) throws(SQLError) in UInt32(clamping: try row.integer("shard")) }
        }
    }

    /// All that a shard's next list and deltas are made from, as of one moment.
    public func statusSnapshot(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> StatusSnapshot {
        try transactions.read { (reader) throws(RegistryError) in
            let lines = try Self.statusChanges(organization, shard, reader)
            return StatusSnapshot(
                exceptions: try Self.statusExceptions(organization, shard, reader),
                previous: try Self.publishedStatusList(organization, shard, reader),
                log: StatusLog(
                    publications: try Self.statusPublications(organization, shard, reader),
                    changes: lines.map(\.change)),
                unpublished: lines.filter { $0.change.sequence == nil }.map(\.number))
        }
    }

    /// What is remembered of a shard's newest list; nil before the first.
    public func publishedStatusList(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> PublishedStatusList? {
        try transactions.read { (reader) throws(RegistryError) in
            try Self.publishedStatusList(organization, shard, reader)
        }
    }

    /// Remembers a list before it is published; throws `listOutdated` when another program has
    /// signed one of this or a higher number meanwhile.
    ///
    /// What the list was made from counts as published with it; what has changed since then does
    /// not. What is older than 31 days is forgotten.
    public func recordStatusList(
        _ claims: StatusListClaims, from snapshot: StatusSnapshot, now: Timestamp
    ) throws(RegistryError) {
        let exceptions = snapshot.exceptions.count
        try change(
            .statusListSign, of: "\(claims.organization)/\(claims.shard)",
            "number \(claims.sequence), \(exceptions) exceptions", now: now
        ) { (writer) throws(RegistryError) in
            try Self.record(claims, exceptions: exceptions, writer)
            try Self.publish(snapshot.unpublished, with: claims, writer)
            try Self.forgetStatusChanges(of: claims, before: now - .seconds(31 * 86_400), writer)
        }
    }

    /// Says that a shard's next list is right as it would be now, though it would say something about
    /// far fewer licenses than the one before it (`PublishedStatusList.allows`).
    ///
    /// Holds for what the registry says now; a further fall is doubted again. Returns how many
    /// licenses the newest list and the next one are about; nil, and no change, where the next one is
    /// not in doubt. Throws `missing` where no list was published yet.
    public func confirmStatusListShrink(
        of organization: OrganizationID, shard: UInt32, now: Timestamp
    ) throws(RegistryError) -> (from: Int, to: Int)? {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            guard let newest = try Self.publishedStatusList(organization, shard, writer) else {
                throw .missing(kind: .statusList)
            }
            let next = try Self.statusExceptions(organization, shard, writer).count
            guard !newest.allows(exceptions: next) else { return nil }
            try writer.run(
                "UPDATE status_list SET exceptions = $3 WHERE organization_id = $1 AND shard = $2",
                [.blob(organization.bytes), .integer(Int64(shard)), .integer(Int64(next))])
            try writer.audit(
                .statusListConfirmShrink, of: "\(organization)/\(shard)",
                "from \(newest.exceptions) to \(next) exceptions")
            return (newest.exceptions, next)
        }
    }

    /// The licenses of a shard that are not good, by their place.
    private static func statusExceptions(
        _ organization: OrganizationID, _ shard: UInt32, _ reader: any Reading
    ) throws(RegistryError) -> [StatusSnapshot.Exception] {
        try reader.rows(
            """
            SELECT status_index, \(StatusSQL.ofLicense) AS state FROM license
            WHERE organization_id = $1 AND status_index >= $2 AND status_index < $3
                AND (state <> 0 OR ended_at IS NOT NULL)
            UNION ALL
            SELECT former_token.status_index, \(StatusSQL.ofFormerToken) AS state
            FROM former_token JOIN license ON license.id = former_token.license_id
            WHERE former_token.organization_id = $1 AND former_token.status_index >= $2
                AND former_token.status_index < $3
                AND (former_token.is_void = 1 OR license.state <> 0
                    OR license.ended_at IS NOT NULL)
            ORDER BY status_index
            """,
            [
                .blob(organization.bytes), .integer(Int64(shard) << 20),
                .integer(Int64(shard + 1) << 20),
            ]
        ) { (row) throws(SQLError) in try StatusSnapshot.Exception(row) }
    }

    private static func publishedStatusList(
        _ organization: OrganizationID, _ shard: UInt32, _ reader: any Reading
    ) throws(RegistryError) -> PublishedStatusList? {
        try reader.row(
            "SELECT * FROM status_list WHERE organization_id = $1 AND shard = $2",
            [.blob(organization.bytes), .integer(Int64(shard))]
        ) { (row) throws(SQLError) in
            PublishedStatusList(
                sequence: UInt64(clamping: try row.integer("sequence")),
                exceptions: Int(try row.integer("exceptions")), root: try row.blob("root"),
                issuedAt: try row.timestamp("issued_at"),
                expiresAt: try row.timestamp("expires_at"))
        }
    }

    static func record(
        _ claims: StatusListClaims, exceptions: Int, _ writer: Change
    ) throws(RegistryError) {
        let count = try writer.run(
            """
            INSERT INTO status_list
                (organization_id, shard, sequence, exceptions, root, issued_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (organization_id, shard) DO UPDATE SET
                sequence = excluded.sequence, exceptions = excluded.exceptions,
                root = excluded.root, issued_at = excluded.issued_at,
                expires_at = excluded.expires_at
            WHERE status_list.sequence < excluded.sequence
            """,
            [
                .blob(claims.organization.bytes), .integer(Int64(claims.shard)),
                .integer(Int64(clamping: claims.sequence)), .integer(Int64(exceptions)),
                .blob(claims.root), .integer(claims.issuedAt.secondsSinceEpoch),
                .integer(claims.expiresAt.secondsSinceEpoch),
            ])
        guard count == 1 else { throw .listOutdated }
    }
}

extension LicenseState {
    /// What a status list says of a license in this state.
    public var status: LicenseStatus {
        switch self {
        case .granted: .valid
        case .disabled: .suspended
        case .revoked: .invalid
        }
    }
}

extension StatusSnapshot.Exception {
    init(_ row: SQLRow) throws(SQLError) {
        guard let state = LicenseState(rawValue: try row.integer("state")) else {
            throw .column("state")
        }
        index = StatusIndex(UInt32(clamping: try row.integer("status_index")))
        status = state.status
    }
}
