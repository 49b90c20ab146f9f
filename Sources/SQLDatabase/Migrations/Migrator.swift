import COSE
import LicenseVerifier

/// One released change of the tables, in both languages; never edited afterwards.
struct Migration: Sendable {
    let number: Int64
    let name: String
    let sqlite: [String]
    let postgreSQL: [String]

    func statements(_ dialect: SQLDialect) -> [String] {
        switch dialect {
        case .sqlite: sqlite
        case .postgreSQL: postgreSQL
        }
    }

    /// Pins the text: two programs with one number mean one change.
    func digest(_ dialect: SQLDialect) -> [UInt8] {
        SHA256.digest(of: Array(statements(dialect).joined(separator: ";\n").utf8))
    }
}

/// Brings the tables of a database to this program's version, forward only.
enum Migrator {
    /// Where a database keeps which steps it has taken.
    static let table = "migration"

    static let migrations = [
        Migration.registry, .statusList, .activation, .deviceSync, .statusChange, .service,
        .online, .event, .polar, .idempotency, .sales, .publishedDelta,
        .deviceTotals,
    ]

    /// The version of a registry that this program works on.
    static var newest: Int64 { migrations.last?.number ?? 0 }

    /// Applies what is missing, all steps and their records in one transaction, and says what it was.
    @discardableResult
    static func migrate(
        _ database: some Database, now: Timestamp
    ) throws(RegistryError) -> [Migration] {
        try database.write { (writer) throws(RegistryError) in
            try writer.run(tableOfSteps(database.dialect), [])
            let missing = try missing(writer, database.dialect)
            try apply(missing, to: writer, database.dialect, now)
            return missing
        }
    }

    /// Sees that nothing is missing, and changes nothing.
    static func check(_ database: some Database) throws(RegistryError) {
        try database.read { (reader) throws(RegistryError) in
            guard try hasTable(reader, database.dialect) else { throw .missing(kind: .registry) }
            guard let first = try missing(reader, database.dialect).first else { return }
            throw .olderSchema(missing: first.number, known: newest)
        }
    }

    /// Whether a program like this one has ever worked on the database.
    static func hasTable(
        _ reader: any SQLReader, _ dialect: SQLDialect
    ) throws(RegistryError) -> Bool {
        let query =
            switch dialect {
            case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = $1"
            case .postgreSQL:
                """
                SELECT table_name::text AS name FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_name = $1
                """
            }
        return try reader.row(query, [.text(table)]) { (row) throws(RegistryError) in
            try row.text("name")
        } != nil
    }

    /// The steps that the tables have not taken yet; those that they have taken are compared.
    private static func missing(
        _ reader: any SQLReader, _ dialect: SQLDialect
    ) throws(RegistryError) -> [Migration] {
        let applied = try reader.rows("SELECT number, digest FROM migration ORDER BY number") {
            (row) throws(RegistryError) in (try row.integer("number"), try row.blob("digest"))
        }
        if let found = applied.last?.0, found > newest {
            throw .newerSchema(found: found, known: newest)
        }
        var missing: [Migration] = []
        for migration in migrations {
            guard let old = applied.first(where: { $0.0 == migration.number }) else {
                missing.append(migration)
                continue
            }
            guard old.1 == migration.digest(dialect) else {
                throw .otherMigration(number: migration.number)
            }
        }
        return missing
    }

    private static func apply(
        _ migrations: [Migration], to writer: any SQLWriter, _ dialect: SQLDialect,
        _ now: Timestamp
    ) throws(RegistryError) {
        for migration in migrations {
            for statement in migration.statements(dialect) { try writer.run(statement, []) }
            try writer.run(
                "INSERT INTO migration (number, name, digest, applied_at) VALUES ($1, $2, $3, $4)",
                [
                    .integer(migration.number), .text(migration.name),
                    .blob(migration.digest(dialect)), .integer(now.secondsSinceEpoch),
                ])
        }
    }

    private static func tableOfSteps(_ dialect: SQLDialect) -> String {
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
