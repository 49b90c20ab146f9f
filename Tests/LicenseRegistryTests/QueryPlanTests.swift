import LicenseRegistry
import RegistryTestSupport
import SQLDatabase
import Testing

@testable import LicenseRegistry

/// What SQLite makes of statements that would cost as much as there are devices or licenses if it
/// began at the wrong end; PostgreSQL decides by what its tables hold.
@Suite struct `Query plans` {
    @Test(arguments: [
        ActivationQueries.isActiveOfDevice, ActivationQueries.isLastOfDevice,
    ])
    func `find a device's activation by its key, not among all of its license`(
        _ condition: String
    ) throws {
        let plan = try Self.plan("SELECT id FROM activation WHERE \(condition)")
        #expect(plan.contains { $0.contains("(license_id=? AND device_key=?)") })
    }

    @Test func `begin with the devices that are silent, not with all licenses`() throws {
        let plan = try Self.plan(UnseenDevices.licenses(of: "$1", since: "$2"))
        #expect(plan.first?.contains("activation_seen") == true)
    }

    @Test func `find licenses by their end in the order in which they end`() throws {
        let plan = try Self.plan(
            """
            SELECT id FROM license WHERE license.organization_id = $1 AND \(EndSQL.end) < $2
            ORDER BY \(EndSQL.end), license.sequence
            """)
        #expect(plan.contains { $0.contains("license_end") })
        #expect(!plan.contains { $0.contains("TEMP B-TREE") })
    }

    private static func plan(_ sql: String) throws -> [String] {
        try SampleRegistry.with(.sqlite) { sample in
            try sample.database.open().read { (reader) throws(SQLError) in
                try reader.rows(
                    "EXPLAIN QUERY PLAN \(sql)", [.integer(0), .integer(0)]
                ) { (row) throws(SQLError) in try row.text("detail") }
            }
        }
    }
}
