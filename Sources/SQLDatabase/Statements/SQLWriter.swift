/// One transaction.
public protocol SQLWriter: SQLReader {
    /// Runs a statement and says how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) throws(SQLError) -> Int

    /// Runs a statement once with each set of values, and says how many rows it changed each time.
    ///
    /// To a server all of them go in few packets, so that none waits for the one before it.
    @discardableResult
    func run(_ sql: String, each sets: [[SQLValue]]) throws(SQLError) -> [Int]
}

extension SQLWriter {
    /// One after another.
    public func run(_ sql: String, each sets: [[SQLValue]]) throws(SQLError) -> [Int] {
        var counts: [Int] = []
        for values in sets { counts.append(try run(sql, values)) }
        return counts
    }
}
