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
}
