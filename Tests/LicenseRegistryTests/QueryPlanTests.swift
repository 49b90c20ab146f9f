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

    @Test(arguments: [
        """
        \(CustomerRecord.selection)
        WHERE organization_id = $1 AND mailbox = $2 AND deleted_at IS NULL
        ORDER BY \(CustomerRecord.order) LIMIT 1
        """,
        """
        \(CustomerRecord.selection)
        WHERE organization_id = $1 AND mailbox = $2 AND deleted_at IS NULL
            AND coalesce(id, id) > $3
        ORDER BY coalesce(id, id) LIMIT $4
        """,
        """
        SELECT 1 AS taken FROM customer
        WHERE organization_id = $1 AND mailbox = $2 AND id <> $3 AND deleted_at IS NULL
        """,
    ])
    func `find customers by their mailbox, not among all of their organization`(
        _ sql: String
    ) throws {
        let plan = try Self.plan(sql)
        #expect(plan.contains { $0.contains("customer_mailbox (organization_id=? AND mailbox=?") })
    }

    @Test(arguments: [CustomerListQueries.newest, CustomerListQueries.newestAfter])
    func `list customers in the order of their index, without counting or sorting them`(
        _ sql: String
    ) throws {
        let plan = try Self.plan(sql)
        #expect(plan.contains { $0.contains("customer_created (organization_id=?") })
        #expect(!plan.contains { $0.contains("TEMP B-TREE") })
    }

    @Test func `enter the list of customers where the page before has ended`() throws {
        let plan = try Self.plan(CustomerListQueries.newestAfter)
        #expect(plan.contains { $0.contains("(organization_id=? AND created_at<?)") })
    }

    @Test(arguments: CustomerPlace.Text.allCases)
    func `find customers by the beginning of each of their texts in its order`(
        _ text: CustomerPlace.Text
    ) throws {
        for isFirst in [true, false] {
            let plan = try Self.plan(
                CustomerListQueries.matches(text, TextBeginning("a", .sqlite), isFirst: isFirst))
            #expect(
                plan.contains {
                    $0.contains(
                        "customer_\(text)_start (organization_id=? AND <expr>>? AND <expr><?)")
                }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") })
        }
    }

    private static func plan(_ sql: String) throws -> [String] {
        try SampleRegistry.with(.sqlite) { sample in
            try sample.database.open().read { (reader) throws(SQLError) in
                let count = (1...9).last { sql.contains("$\($0)") } ?? 0
                return try reader.rows(
                    "EXPLAIN QUERY PLAN \(sql)", Array(repeating: .integer(0), count: count)
                ) { (row) throws(SQLError) in try row.text("detail") }
            }
        }
    }
}
