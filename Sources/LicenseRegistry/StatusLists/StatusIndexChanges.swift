import COSESigning
import LicenseVerifier
import SQLDatabase

/// Positions in status lists, as they are drawn.
///
/// Lists fill one after another, and the positions within each come in an order that tells nothing.
struct StatusIndexChanges {
    private static let maxShard: Int64 = 4095
    /// How many lists there may be before a key of elsewhere begins no more: each is kept in memory,
    /// and signed again and again.
    private static let mostBeforeImport = 256

    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Draws positions; what is not used stays empty for ever.
    func draw(
        _ count: Int, of organization: OrganizationID
    ) throws(RegistryError) -> [StatusIndex] {
        try change.registryStatus?.requireCurrent()
        var indexes: [StatusIndex] = []
        indexes.reserveCapacity(count)
        while indexes.count < count {
            indexes += try drawSome(count - indexes.count, organization)
        }
        return indexes
    }

    /// Draws one position.
    func draw(of organization: OrganizationID) throws(RegistryError) -> StatusIndex {
        try change.registryStatus?.requireCurrent()
        while true {
            if let index = try drawSome(1, organization).first { return index }
        }
    }

    /// Takes a list as given out elsewhere, so that no position in it is drawn here.
    func close(_ shard: UInt32, of organization: OrganizationID) throws(RegistryError) {
        var random = change.random
        try change.run(
            """
            INSERT INTO status_shard (organization_id, shard, permutation_key, drawn)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """,
            [
                .id(organization), .integer(Int64(shard)), .blob(random.bytes(32)),
                .integer(StatusSQL.shardSize),
            ])
    }

    /// The same for a key that is imported, of which one organization can bring any.
    func close(importing shard: UInt32, of organization: OrganizationID) throws(RegistryError) {
        let begun = try lists(of: organization)
        guard begun.contains(Int64(shard)) || begun.count < Self.mostBeforeImport else {
            throw .statusListsFull
        }
        try close(shard, of: organization)
    }

    /// Throws where another license, or a token that it had, has a position that somebody else drew.
    func checkFree(
        _ index: StatusIndex, of organization: OrganizationID, butFor license: LicenseID? = nil
    ) throws(RegistryError) {
        let owners = try change.values(
            LicenseID.self,
            """
            SELECT id FROM license WHERE organization_id = $1 AND status_index = $2
            UNION SELECT license_id FROM former_token
            WHERE organization_id = $1 AND status_index = $2
            """, [.id(organization), .integer(Int64(index.value))])
        if let owner = owners.first(where: { $0 != license }) {
            throw .positionTaken(index, by: owner)
        }
    }

    /// Draws as many positions as the list that is being filled still has, or begins the next list.
    private func drawSome(
        _ count: Int, _ organization: OrganizationID
    ) throws(RegistryError) -> [StatusIndex] {
        guard let current = try filling(of: organization) else {
            let next = try lists(of: organization).last.map { $0 + 1 } ?? 0
            guard try begin(next, of: organization) else { throw .statusListsFull }
            return []
        }
        let taken = min(Int64(count), StatusSQL.shardSize - current.drawn)
        try change.run(
            """
            UPDATE status_shard SET drawn = drawn + $3 WHERE organization_id = $1 AND shard = $2
            """, [.id(organization), .integer(current.shard), .integer(taken)])
        let permutation = StatusPermutation(key: current.key, count: Int(taken))
        return (current.drawn..<current.drawn + taken).map { counter in
            StatusIndex(
                UInt32(current.shard) * StatusIndex.positionsPerShard
                    + permutation.position(of: UInt32(counter)))
        }
    }

    /// The list that is being filled: the last one, or one that was begun when numbers had come to
    /// their end; nil where another one is to be begun.
    private func filling(of organization: OrganizationID) throws(RegistryError) -> StatusShard? {
        func list(_ condition: String) throws(RegistryError) -> StatusShard? {
            try change.row(
                StatusShard.self,
                """
                SELECT shard, permutation_key, drawn FROM status_shard
                WHERE organization_id = $1 \(condition) ORDER BY shard DESC LIMIT 1
                """, [.id(organization)])
        }
        guard let last = try list("") else { return nil }
        if last.drawn < StatusSQL.shardSize { return last }
        return last.shard < Self.maxShard
            ? nil : try list("AND drawn < \(StatusSQL.shardSize)")
    }

    /// The numbers of all lists that were begun, here or elsewhere.
    private func lists(of organization: OrganizationID) throws(RegistryError) -> [Int64] {
        try change.values(
            Int64.self,
            "SELECT shard FROM status_shard WHERE organization_id = $1 ORDER BY shard",
            [.id(organization)])
    }

    /// Begins a list that is to be filled: the one of this number, or where numbers end before, the
    /// lowest that nobody has begun; false where there is none.
    ///
    /// One key that was signed with the last number there is ends nothing by it.
    @discardableResult
    func begin(_ shard: Int64, of organization: OrganizationID) throws(RegistryError) -> Bool {
        var shard = shard
        if shard > Self.maxShard {
            let begun = Set(try lists(of: organization))
            guard let free = (0...Self.maxShard).first(where: { !begun.contains($0) }) else {
                return false
            }
            shard = free
        }
        var random = change.random
        try change.run(
            """
            INSERT INTO status_shard (organization_id, shard, permutation_key, drawn)
            VALUES ($1, $2, $3, 0)
            """, [.id(organization), .integer(shard), .blob(random.bytes(32))])
        return true
    }
}

/// The list that is being filled.
private struct StatusShard: SQLRecord {
    let shard: Int64
    let key: [UInt8]
    let drawn: Int64

    init(_ row: SQLRow) throws(SQLError) {
        shard = try row["shard"]
        key = try row["permutation_key"]
        drawn = try row["drawn"]
    }
}
