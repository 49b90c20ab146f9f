import Foundation
import LicenseRegistry
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

extension Database {
    /// Lets every transaction fail that writes to the audit log.
    func forbidAuditRecords() throws(SQLError) {
        switch dialect {
        case .sqlite:
            try run(
                """
                CREATE TRIGGER failing BEFORE INSERT ON audit_record
                BEGIN SELECT RAISE(ABORT, 'no'); END
                """)
        case .postgreSQL:
            try run("ALTER TABLE audit_record ADD CHECK (sequence < 0) NOT VALID")
        }
    }
}

@Suite struct `The server for tests` {
    @Test(
        .enabled(
            if: Driver.server != nil,
            "LATCHKEY_POSTGRES is not set, so nothing was tested on PostgreSQL"))
    func `is there, and every test ran on both databases`() throws {
        try TestDatabase.with(.postgreSQL) { database in
            let answer = try database.open().read { (reader) throws(SQLError) in
                try reader.rows("SELECT 6 * 7 AS answer") { (row) throws(SQLError) in
                    try row.integer("answer")
                }
            }
            #expect(answer == [42])
        }
    }

    @Test(.enabled(if: Driver.server != nil, "LATCHKEY_POSTGRES is not set"))
    func `gives each test tables of its own, in which nothing is`() throws {
        let isCopying = ProcessInfo.processInfo.environment["LATCHKEY_POSTGRES_COPIES"] != nil
        try TestDatabase.with(.postgreSQL, holding: .tables) { first in
            try TestDatabase.with(.postgreSQL, holding: .tables) { second in
                var registries: [Registry] = []
                for place in [first, second] {
                    let database = try place.open()
                    registries.append(
                        try Registry(database, actor: "test", now: SampleRegistry.now))
                }
                try registries[0].organizations.add(
                    Organization(id: .random(), name: "ACME Ltd"), now: SampleRegistry.now)
                #expect(try registries.map { try $0.organizations.all().count } == [1, 0])
                #expect(first.text != second.text)
                #expect(first.text.contains("search_path") != isCopying)
            }
        }
    }
}
