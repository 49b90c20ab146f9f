import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

private func digests(_ test: TestDatabase) throws -> [TableDigest] {
    try test.open().read { (reader) throws(SQLError) in
        let tables = try TableDescription.all(
            reader, test.driver == .sqlite ? .sqlite : .postgreSQL)
        var digests: [TableDigest] = []
        for table in tables where table.name != "migration" {
            digests.append(try TableDigest(of: table, reader))
        }
        return digests
    }
}

@Suite struct `A copy of a sample` {
    private static let directions: [(from: Driver, to: Driver)] = Driver.available.flatMap {
        from in Driver.available.map { (from, $0) }
    }

    @Test(arguments: directions)
    func `has every row, and continues from there`(
        _ direction: (from: Driver, to: Driver)
    ) throws {
        try SampleRegistry.with(direction.from) { sample in
            try sample.fill()
            try TestDatabase.with(direction.to) { test in
                let copy = try Registry(test.open(), actor: "copy", now: SampleRegistry.now)
                let counts = try sample.registry.maintenance.copy(to: copy.maintenance)
                #expect(counts.allSatisfy { $0.rows > 0 }, "every table had something to copy")
                #expect(counts.first { $0.table == "license" }?.rows == 64)
                #expect(try digests(test) == digests(sample.database))
                #expect(try copy.auditLog.verify() == sample.registry.auditLog.verify())
                let filter = LicenseFilter(organization: sample.organization)
                let licenses = try copy.licenses.all(matching: filter, limit: 100)
                #expect(
                    licenses == (try sample.registry.licenses.all(matching: filter, limit: 100)))

                // The numbers that the database gives continue after those that came along.
                let next = try sample.mint(seed: 777)
                try copy.issuance.record([LicenseRecord(next)], now: SampleRegistry.now)
                #expect(
                    try copy.licenses.all(matching: filter, limit: 1).map(\.claims) == [next.claims]
                )
                try copy.maintenance.check()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `is not made over anything else`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { (sample) throws in
            try SampleRegistry.with(.sqlite) { (other) throws in
                #expect(throws: RegistryError.notEmpty) {
                    try sample.registry.maintenance.copy(to: other.registry.maintenance)
                }
                #expect(try other.registry.auditLog.verify().sequence == 2)
            }
        }
    }

    @Test(arguments: Driver.available)
    func `that would lose something is not made at all`(_ driver: Driver) throws {
        try SampleRegistry.with(.sqlite) { (sample) throws in
            try TestDatabase.with(driver) { (test) throws in
                let copy = try Registry(test.open(), actor: "copy", now: SampleRegistry.now)
                // A table that forgets what it is told.
                let database = try test.open()
                switch driver {
                case .sqlite:
                    try database.run(
                        """
                        CREATE TRIGGER forget AFTER INSERT ON benefit
                        BEGIN UPDATE benefit SET name = 'other'; END
                        """)
                case .postgreSQL:
                    try database.run(
                        """
                        CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN NEW.name := 'other'; RETURN NEW; END $$
                        """)
                    try database.run(
                        """
                        CREATE TRIGGER forget BEFORE INSERT ON benefit
                        FOR EACH ROW EXECUTE FUNCTION forget()
                        """)
                }
                #expect(throws: RegistryError.copyDiffers(table: "benefit")) {
                    try sample.registry.maintenance.copy(to: copy.maintenance)
                }
                #expect(try copy.organizations.all().isEmpty)
            }
        }
    }
}
