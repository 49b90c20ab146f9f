import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

@Suite struct `A check of a sample` {
    @Test(arguments: Driver.available)
    func `finds nothing in one that is sound`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { (sample) throws in
            try sample.fill()
            let counts = try sample.registry.maintenance.check()
            #expect(
                counts.first { $0.table == "activation" }
                    == TableCount(table: "activation", rows: 1))
            #expect(!counts.contains { $0.table == "migration" })
        }
    }

    private static let changes: [(statement: String, error: RegistryError)] = [
        ("UPDATE license SET expires_at = expires_at + 1", .database(.column("expires_at"))),
        (
            "UPDATE license SET status_index = 5 WHERE batch_row = 1",
            .database(.column("status_index"))
        ),
        ("UPDATE license SET octets = id", .database(.column("octets"))),
        (
            "UPDATE license SET device_uses = device_uses + 1 WHERE device_uses > 0",
            .database(.column("device_uses"))
        ),
        (
            "UPDATE license SET device_ceiling = 7 WHERE batch_row = 1",
            .database(.column("device_ceiling"))
        ),
        ("UPDATE license_usage SET units = units + 1", .database(.column("units"))),
        ("UPDATE audit_record SET actor = 'nobody' WHERE sequence = 3", .auditBroken(sequence: 3)),
    ]

    @Test(arguments: Driver.available, changes)
    func `finds what was changed behind its back`(
        _ driver: Driver, _ change: (statement: String, error: RegistryError)
    ) throws {
        try SampleRegistry.with(driver) { (sample) throws in
            try sample.fill()
            try sample.database.open().run(change.statement)
            #expect(throws: change.error) { try sample.registry.maintenance.check() }
        }
    }

    @Test func `finds a page of the file that is damaged`() throws {
        try SampleRegistry.with(.sqlite) { (sample) throws in
            try sample.fill()
            try withTemporaryDirectory { (directory) throws in
                let path = directory + "/copy.sqlite"
                try sample.registry.maintenance.backup(to: path, now: SampleRegistry.now)
                let registry = try Registry.open(sqlite: path, now: SampleRegistry.now)
                try registry.maintenance.check()
                let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
                let size = try file.seekToEnd()
                // An index's page in the middle, which no query of this program may read for long.
                for page in stride(from: 4096 * 4, to: size, by: 4096) {
                    try file.seek(toOffset: page + 8)
                    try file.write(contentsOf: Data(repeating: 0xff, count: 64))
                }
                try file.close()
                #expect(throws: RegistryError.database(.corrupt)) {
                    try Registry.open(sqlite: path, now: SampleRegistry.now).maintenance.check()
                }
            }
        }
    }
}
