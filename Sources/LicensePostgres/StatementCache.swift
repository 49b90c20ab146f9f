/// The statements that a connection has prepared, by their text and the types of their values.
///
/// A program has a limited number of statements, but each may have several sets of types, since a
/// null has none; so the cache is bounded, and the statement that was not used for longest leaves.
struct StatementCache {
    static let capacity = 256

    /// What is sent to the server.
    struct Statement {
        fileprivate let key: Key
        let name: String
        /// Whether the server does not know it yet.
        let isNew: Bool
        /// The name of the statement that makes room for it.
        let evicted: String?
    }

    fileprivate struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    private var entries: [Key: (name: String, usedAt: Int)] = [:]
    private var uses = 0
    private var names = 0

    /// Finds a statement, or takes one in that is to be prepared.
    mutating func find(_ sql: String, _ types: [UInt32]) -> Statement {
        let key = Key(sql: sql, types: types)
        uses += 1
        if let entry = entries[key] {
            entries[key] = (entry.name, uses)
            return Statement(key: key, name: entry.name, isNew: false, evicted: nil)
        }
        names += 1
        let statement = Statement(key: key, name: "s\(names)", isNew: true, evicted: evict())
        entries[key] = (statement.name, uses)
        return statement
    }

    /// Drops a statement that the server did not take.
    mutating func forget(_ statement: Statement) {
        entries[statement.key] = nil
    }

    private mutating func evict() -> String? {
        guard entries.count >= Self.capacity,
            let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })
        else { return nil }
        entries[oldest.key] = nil
        return oldest.value.name
    }
}
