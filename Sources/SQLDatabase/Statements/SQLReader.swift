/// One consistent state of a database.
public protocol SQLReader {
    /// Hands over the rows of a query one by one, in memory that does not grow.
    ///
    /// To run another statement of the same transaction in between is a mistake.
    func forEachRow(
        _ sql: String, _ values: [SQLValue],
        _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(SQLError)
}

extension SQLReader {
    /// All rows of a query, each as what it stands for.
    ///
    /// They are read when the query is over, so that each may ask for more.
    package func rows<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws(SQLError) -> Value
    ) throws(SQLError) -> [Value] {
        var rows: [SQLRow] = []
        try forEachRow(sql, values) { (row) in rows.append(row) }
        var result: [Value] = []
        result.reserveCapacity(rows.count)
        for row in rows { result.append(try read(row)) }
        return result
    }

    /// The first row of a query, if there is one.
    package func row<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws(SQLError) -> Value
    ) throws(SQLError) -> Value? {
        try rows(sql, values, read).first
    }

    /// All rows of a query as records.
    package func rows<Record: SQLRecord>(
        _: Record.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(SQLError) -> [Record] {
        try rows(sql, values, Record.init)
    }

    /// The first row of a query as a record, if there is one.
    package func row<Record: SQLRecord>(
        _: Record.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(SQLError) -> Record? {
        try rows(sql, values, Record.init).first
    }

    /// The first column of all rows of a query.
    package func values<Value: SQLColumnValue>(
        _: Value.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(SQLError) -> [Value] {
        try rows(sql, values) { (row) throws(SQLError) in try row.first() }
    }

    /// The first column of the first row of a query, if there is one.
    package func value<Value: SQLColumnValue>(
        _: Value.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(SQLError) -> Value? {
        try self.values(Value.self, sql, values).first
    }

    /// Whether a query has any row.
    package func exists(_ sql: String, _ values: [SQLValue] = []) throws(SQLError) -> Bool {
        try !rows(sql, values) { _ in true }.isEmpty
    }
}
