public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Draws places in the organization's status lists; what is not used stays empty for ever.
    ///
    /// Lists fill one after another, and the places within each come in an order that tells
    /// nothing. The draw is durable before any license carries it, so no two licenses share one.
    ///
    /// - Parameter random: gives so many unpredictable bytes, for the key of a new list.
    public func reserveStatusIndexes(
        _ count: Int, organization: OrganizationID, now: Timestamp,
        random: (Int) -> [UInt8]
    ) throws(RegistryError) -> [StatusIndex] {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            var indexes: [StatusIndex] = []
            indexes.reserveCapacity(count)
            while indexes.count < count {
                indexes += try Self.draw(count - indexes.count, organization, random, writer)
            }
            return indexes
        }
    }

    /// Draws one place within a transaction that goes on.
    static func drawIndex(
        _ organization: OrganizationID, _ writer: Change
    ) throws(RegistryError) -> StatusIndex {
        while true {
            let drawn = try draw(1, organization, writer.random.bytes, writer)
            if let index = drawn.first { return index }
        }
    }

    private static let positions = Int64(StatusIndex.positionsPerShard)
    private static let maxShard: Int64 = 4095

    /// Draws as many places as the list that is being filled still has, or begins the next list.
    private static func draw(
        _ count: Int, _ organization: OrganizationID, _ random: (Int) -> [UInt8],
        _ writer: Change
    ) throws(RegistryError) -> [StatusIndex] {
        let current = try writer.row(
            """
            SELECT shard, permutation_key, drawn FROM status_shard
            WHERE organization_id = $1 ORDER BY shard DESC LIMIT 1
            """, [.blob(organization.bytes)]
        ) { (row) throws(SQLError) in
            (try row.integer("shard"), try row.blob("permutation_key"), try row.integer("drawn"))
        }
        guard let (shard, key, drawn) = current, drawn < positions else {
            try begin((current?.0 ?? -1) + 1, organization, random, writer)
            return []
        }
        let taken = min(Int64(count), positions - drawn)
        try writer.run(
            """
            UPDATE status_shard SET drawn = drawn + $3 WHERE organization_id = $1 AND shard = $2
            """, [.blob(organization.bytes), .integer(shard), .integer(taken)])
        let permutation = StatusPermutation(key: key, count: Int(taken))
        return (drawn..<drawn + taken).map { counter in
            StatusIndex(UInt32(shard) << 20 | permutation.position(of: UInt32(counter)))
        }
    }

    private static func begin(
        _ shard: Int64, _ organization: OrganizationID, _ random: (Int) -> [UInt8],
        _ writer: Change
    ) throws(RegistryError) {
        guard shard <= maxShard else { throw .statusListsFull }
        try writer.run(
            """
            INSERT INTO status_shard (organization_id, shard, permutation_key, drawn)
            VALUES ($1, $2, $3, 0)
            """, [.blob(organization.bytes), .integer(shard), .blob(random(32))])
    }
}
