public import LicenseVerifier
import SQLDatabase

extension Maintenance {
    /// Moves the registry into an empty one: from then on this one refuses writes, and says where it
    /// went.
    ///
    /// It is marked before it is copied, so that nothing is lost that others write meanwhile; where
    /// the copy fails, the mark is taken back. One that stands still, such as a backup, is copied and
    /// stays as it is.
    ///
    /// - Parameter address: where the new registry is, without a password.
    @discardableResult
    public func move(
        to target: Maintenance, named address: String, now: Timestamp,
        progress: (Int) -> Void = { _ in }
    ) throws(RegistryError) -> [TableCount] {
        let status = try transactions.read { (reading) throws(RegistryError) in
            try reading.registryStatus()
        }
        if status?.behind != nil { return try copy(to: target, progress: progress) }
        // One that was killed on its way to the same database goes on.
        if let other = status?.movedTo, other != address { throw .moved(to: other) }
        let isNew = status?.movedTo == nil
        if isNew { try setAddress(address, now: now) }
        do throws(RegistryError) {
            return try copy(to: target, movesIn: true, progress: progress)
        } catch {
            if isNew { try setAddress(nil, now: now) }
            throw error
        }
    }

    private func setAddress(_ address: String?, now: Timestamp) throws(RegistryError) {
        try transactions.changeStatus(at: now) { (change) throws(RegistryError) in
            try RegistryStatusChanges(change).move(to: address)
        }
    }

    /// Copies everything into an empty registry, of whichever database, and reads it back.
    ///
    /// One state of this registry and one transaction of the other: every row of every table, with
    /// its numbers, the audit log with its chain. Throws `notEmpty` where the other holds anything,
    /// and `copyDiffers` where what it gives back is not what it was given. Says how many rows each
    /// table has.
    ///
    /// - Parameter progress: hears how many rows were copied so far; from the start again where the
    ///   transaction has to run again.
    @discardableResult
    public func copy(
        to target: Maintenance, progress: (Int) -> Void = { _ in }
    ) throws(RegistryError) -> [TableCount] {
        try copy(to: target, movesIn: false, progress: progress)
    }

    /// - Parameter movesIn: whether the copy goes on in the place of this one.
    private func copy(
        to target: Maintenance, movesIn: Bool, progress: (Int) -> Void
    ) throws(RegistryError) -> [TableCount] {
        try transactions.read { (reader) throws(RegistryError) in
            let tables = try Self.contents(reader, database.dialect)
            return try target.database.write { (writer) throws(RegistryError) in
                let filled = Snapshot(reader: writer)
                let copied = try Self.contents(filled, target.database.dialect)
                for table in tables {
                    guard copied.contains(table) else { throw .copyDiffers(table: table.name) }
                    guard try Self.digest(of: table, filled).rows == 0 else { throw .notEmpty }
                }
                var counts: [TableCount] = []
                for table in tables {
                    let done = counts.reduce(0) { $0 + $1.rows }
                    let original = try RegistryError.wrapping { () throws(SQLError) in
                        try Self.copy(table, from: reader.reader, to: writer) {
                            progress(done + $0)
                        }
                    }
                    guard try Self.digest(of: table, filled) == original else {
                        throw .copyDiffers(table: table.name)
                    }
                    counts.append(TableCount(table: table.name, rows: original.rows))
                }
                try RegistryError.wrapping { () throws(SQLError) in
                    // The copy is where it is, wherever the original has gone.
                    try writer.run(
                        """
                        UPDATE registry_standing
                        SET moved_at = NULL, moved_to = '', is_moved_in = $1
                        """, [.integer(movesIn ? 1 : 0)])
                    try Self.continueNumbers(writer, target.database.dialect)
                }
                return counts
            }
        }
    }

    /// All tables but the one in which a database keeps its own version.
    static func contents(
        _ reader: any Reading, _ dialect: SQLDialect
    ) throws(RegistryError) -> [TableDescription] {
        try RegistryError.wrapping { () throws(SQLError) in
            try TableDescription.all(reader.reader, dialect).filter { $0.name != Migrator.table }
        }
    }

    static func digest(
        of table: TableDescription, _ reading: any Reading, progress: (Int) -> Void = { _ in }
    ) throws(RegistryError) -> TableDigest {
        try RegistryError.wrapping { () throws(SQLError) in
            try TableDigest(of: table, reading.reader, progress: progress)
        }
    }

    private static func copy(
        _ table: TableDescription, from reader: any SQLReader, to writer: any SQLWriter,
        _ progress: (Int) -> Void
    ) throws(SQLError) -> TableDigest {
        var hasher = TableDigest.Hasher()
        var rows: [[SQLValue]] = []
        try reader.forEachRow(table.selection, []) { (row) throws(SQLError) in
            hasher.update(row)
            rows.append(row.values)
            guard rows.count == 512 else { return }
            try writer.run(table.insertion, each: rows)
            rows = []
            progress(hasher.rows)
        }
        try writer.run(table.insertion, each: rows)
        return hasher.finalize()
    }

    /// Lets the numbers that the database itself gives continue after those that were copied.
    ///
    /// SQLite looks at the rows; PostgreSQL counts beside them.
    private static func continueNumbers(
        _ writer: any SQLWriter, _ dialect: SQLDialect
    ) throws(SQLError) {
        guard dialect == .postgreSQL else { return }
        let numbered = try writer.rows(
            NumberedColumn.self,
            """
            SELECT table_name::text, column_name::text FROM information_schema.columns
            WHERE table_schema = current_schema() AND is_identity = 'YES'
            """, [])
        for number in numbered {
            let (table, column) = (number.table, number.column)
            try writer.run(
                """
                SELECT setval(pg_get_serial_sequence('\(table)', '\(column)'),
                    (SELECT coalesce(max(\(column)), 0) + 1 FROM \(table)), false)
                """, [])
        }
    }
}

/// A column that PostgreSQL numbers itself.
private struct NumberedColumn: SQLRecord {
    let table: String
    let column: String

    init(_ row: SQLRow) throws(SQLError) {
        table = try row["table_name"]
        column = try row["column_name"]
    }
}
