import SQLDatabase

/// What a query asks: one consistent state of the registry, within a read or within a change.
///
/// A failure of the database is the registry's from here on.
protocol Reading {
    var reader: any SQLReader { get }
}

/// A read: one consistent state, which nobody changes.
struct Snapshot: Reading {
    let reader: any SQLReader
}

extension Reading {
    /// All rows of a query as records.
    func rows<Record: SQLRecord>(
        _: Record.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(RegistryError) -> [Record] {
        do throws(SQLError) {
            return try reader.rows(Record.self, sql, values)
        } catch {
            throw RegistryError(error)
        }
    }

    /// The first row of a query as a record, if there is one.
    func row<Record: SQLRecord>(
        _: Record.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(RegistryError) -> Record? {
        do throws(SQLError) {
            return try reader.row(Record.self, sql, values)
        } catch {
            throw RegistryError(error)
        }
    }

    /// The first column of all rows of a query.
    func values<Value: SQLColumnValue>(
        _: Value.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(RegistryError) -> [Value] {
        do throws(SQLError) {
            return try reader.values(Value.self, sql, values)
        } catch {
            throw RegistryError(error)
        }
    }

    /// The first column of the first row of a query, if there is one.
    func value<Value: SQLColumnValue>(
        _: Value.Type, _ sql: String, _ values: [SQLValue] = []
    ) throws(RegistryError) -> Value? {
        do throws(SQLError) {
            return try reader.value(Value.self, sql, values)
        } catch {
            throw RegistryError(error)
        }
    }

    /// Whether a query has any row.
    func exists(_ sql: String, _ values: [SQLValue] = []) throws(RegistryError) -> Bool {
        do throws(SQLError) {
            return try reader.exists(sql, values)
        } catch {
            throw RegistryError(error)
        }
    }

    /// Hands over the rows of a query one by one, in memory that does not grow.
    ///
    /// To run another statement of the same transaction in between is a mistake.
    func forEachRow(
        _ sql: String, _ values: [SQLValue] = [], _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(RegistryError) {
        do throws(SQLError) {
            try reader.forEachRow(sql, values, body)
        } catch {
            throw RegistryError(error)
        }
    }

    /// All rows of a query, each as what it stands for; a type with a name reads better as a record.
    func rows<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws(SQLError) -> Value
    ) throws(RegistryError) -> [Value] {
        do throws(SQLError) {
            return try reader.rows(sql, values, read)
        } catch {
            throw RegistryError(error)
        }
    }

    /// The first row of a query, if there is one.
    func row<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws(SQLError) -> Value
    ) throws(RegistryError) -> Value? {
        do throws(SQLError) {
            return try reader.row(sql, values, read)
        } catch {
            throw RegistryError(error)
        }
    }
}
