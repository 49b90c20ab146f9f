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
        Migration.registry, .statusList, .activation, .deviceSync, .statusChange, .service, .event,
    ]

    /// Applies what is missing, each step with its record in one transaction.
    static func migrate(_ database: some Database, now: Timestamp) throws(StoreError) {
        try database.write { (writer) throws(StoreError) in
            try writer.run(tableOfSteps(database.dialect), [])
            try apply(to: writer, database.dialect, now)
        }
    }

    private static func apply(
        to writer: any SQLWriter, _ dialect: SQLDialect, _ now: Timestamp
    ) throws(StoreError) {
        let applied = try writer.rows("SELECT number, digest FROM migration ORDER BY number") {
            (row) throws(StoreError) in (try row.integer("number"), try row.blob("digest"))
        }
        let newest = migrations.last?.number ?? 0
        if let found = applied.last?.0, found > newest {
            throw .newerSchema(found: found, known: newest)
        }
        for migration in migrations {
            if let old = applied.first(where: { $0.0 == migration.number }) {
                guard old.1 == migration.digest(dialect) else {
                    throw .otherMigration(number: migration.number)
                }
                continue
            }
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
