/// Brings the tables of a database to this program's version, forward only.
package struct Migrator: Sendable {
    /// Where a database keeps which steps it has taken.
    package static let table = "migration"

    /// All steps, in their order.
    package let migrations: [Migration]

    /// Takes the steps of a program, in their order.
    package init(_ migrations: [Migration]) {
        self.migrations = migrations
    }

    /// The version of the tables that the program works on.
    package var newest: Int64 { migrations.last?.number ?? 0 }

    /// Applies what is missing, all steps and their records in one transaction, and says what it was.
    ///
    /// - Parameter now: when it happens, in seconds since the epoch.
    @discardableResult
    package func migrate(
        _ database: some Database, now: Int64
    ) throws(SQLError) -> [Migration] {
        try database.write { (writer) throws(SQLError) in
            try writer.run(Self.creationOfTable(database.dialect), [])
            let missing = try missing(writer, database.dialect)
            try apply(missing, to: writer, database.dialect, now)
            return missing
        }
    }

    /// Sees that nothing is missing, and changes nothing.
    package func check(_ database: some Database) throws(SQLError) {
        try database.read { (reader) throws(SQLError) in
            guard try Self.hasTable(reader, database.dialect) else { throw .noTables }
            guard let first = try missing(reader, database.dialect).first else { return }
            throw .olderSchema(missing: first.number, known: newest)
        }
    }

    /// Whether a program like this one has ever worked on the database.
    package static func hasTable(
        _ reader: any SQLReader, _ dialect: SQLDialect
    ) throws(SQLError) -> Bool {
        let query =
            switch dialect {
            case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $1"
            case .postgreSQL:
                """
                SELECT table_name::text AS name FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_name = $1
                """
            }
        return try reader.exists(query, [.text(table)])
    }

    /// The steps that the tables have not taken yet; those that they have taken are compared.
    private func missing(
        _ reader: any SQLReader, _ dialect: SQLDialect
    ) throws(SQLError) -> [Migration] {
        let applied = try reader.rows(
            AppliedMigration.self, "SELECT number, digest FROM migration ORDER BY number")
        // Any step that this program does not have, not only one above its newest: numbers have gaps,
        // and a newer program may have filled one.
        let known = Set(migrations.map(\.number))
        if let found = applied.last(where: { !known.contains($0.number) })?.number {
            throw .newerSchema(found: found, known: newest)
        }
        var missing: [Migration] = []
        for migration in migrations {
            guard let old = applied.first(where: { $0.number == migration.number }) else {
                missing.append(migration)
                continue
            }
            guard old.digest == migration.digest(dialect) else {
                throw .otherMigration(number: migration.number)
            }
        }
        return missing
    }

    private func apply(
        _ migrations: [Migration], to writer: any SQLWriter, _ dialect: SQLDialect,
        _ now: Int64
    ) throws(SQLError) {
        for migration in migrations {
            for statement in migration.statements(dialect) { try writer.run(statement, []) }
            try writer.run(
                "INSERT INTO migration (number, name, digest, applied_at) VALUES ($1, $2, $3, $4)",
                [
                    .integer(migration.number), .text(migration.name),
                    .blob(migration.digest(dialect)), .integer(now),
                ])
        }
    }

    private static func creationOfTable(_ dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite:
            """
            CREATE TABLE IF NOT EXISTS migration (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL,
                applied_at INTEGER NOT NULL
            ) STRICT
            """
        case .postgreSQL:
            """
            CREATE TABLE IF NOT EXISTS migration (
                number BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, digest BYTEA NOT NULL,
                applied_at BIGINT NOT NULL
            )
            """
        }
    }
}

/// A step that the tables of a database have taken.
private struct AppliedMigration: SQLRecord {
    let number: Int64
    let digest: [UInt8]

    init(_ row: SQLRow) throws(SQLError) {
        number = try row["number"]
        digest = try row["digest"]
    }
}
