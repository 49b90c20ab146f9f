import COSE
import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// What is changed about status lists.
struct StatusListChanges {
    /// For how long lists and what they said first are remembered.
    private static let memory: Duration = .seconds(31 * 86_400)

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Remembers a list that was signed; throws `listOutdated` where one of this or a higher number
    /// is known.
    ///
    /// - Parameter lines: the lines of the log that it says for the first time.
    func record(
        _ claims: StatusListClaims, exceptions: Int, publishing lines: [Int64]
    ) throws(RegistryError) {
        try change.registryStatus?.requireCurrent()
        try write(claims, exceptions: exceptions)
        let log = StatusLogChanges(change)
        try log.publish(lines, with: claims)
        try log.forget(of: claims, before: change.now - Self.memory)
        let record = ListRecord(claims)
        try change.audit(
            .statusListSign, of: record.subject, record.detail(exceptions: exceptions))
    }

    /// Keeps the bytes of a list and of its deltas.
    func store(
        _ list: VerifiedStatusList, deltas: [DeltaPeriod: VerifiedStatusDelta]
    ) throws(RegistryError) {
        let claims = list.claims
        try change.run(
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
                .id(claims.organization), .integer(Int64(claims.shard)),
                .optional(claims.sequence), .blob(list.message.bytes),
            ] + DeltaPeriod.allCases.map { deltas[$0].map { .blob($0.message.bytes) } ?? .null })
    }

    func confirmShrink(
        of organization: OrganizationID, shard: UInt32
    ) throws(RegistryError) -> (from: Int, to: Int)? {
        let queries = StatusListQueries(change)
        guard let newest = try queries.newest(of: organization, shard: shard) else {
            throw .missing(kind: .statusList)
        }
        let next = try queries.exceptions(of: organization, shard: shard).count
        guard !newest.allows(exceptions: next) else { return nil }
        try change.run(
            "UPDATE status_list SET exceptions = $3 WHERE organization_id = $1 AND shard = $2",
            [.id(organization), .integer(Int64(shard)), .integer(Int64(next))])
        try change.audit(
            .statusListConfirmShrink, of: "\(organization)/\(shard)",
            "from \(newest.exceptions) to \(next) exceptions")
        return (newest.exceptions, next)
    }

    /// Lets the next list of a shard have a higher number than one that is known to be out.
    func raiseFloor(
        of organization: OrganizationID, shard: UInt32, to sequence: UInt64
    ) throws(RegistryError) {
        try change.run(
            """
            UPDATE status_shard SET list_floor = $3
            WHERE organization_id = $1 AND shard = $2 AND list_floor < $3
            """, [.id(organization), .integer(Int64(shard)), .optional(sequence)])
    }

    /// Takes back floors that no list can ever exceed.
    ///
    /// A clock that was ahead may have led to some of the next day, which the time mends.
    func lowerImpossibleFloors() throws(RegistryError) {
        let highest = ListNumbers.capped(.max, at: change.now)
        try change.run(
            "UPDATE status_shard SET list_floor = $1 WHERE list_floor > $2",
            [.optional(highest), .optional(highest + 86_400)])
    }

    private func write(_ claims: StatusListClaims, exceptions: Int) throws(RegistryError) {
        let floor = try StatusListQueries(change).floor(
            of: claims.organization, shard: claims.shard)
        guard claims.sequence > floor else { throw .listOutdated }
        let count = try change.run(
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
                .id(claims.organization), .integer(Int64(claims.shard)),
                .optional(claims.sequence), .integer(Int64(exceptions)), .blob(claims.root),
                .time(claims.issuedAt), .time(claims.expiresAt),
            ])
        guard count == 1 else { throw .listOutdated }
    }
}
