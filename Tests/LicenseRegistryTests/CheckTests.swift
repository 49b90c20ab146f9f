import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

@Suite struct `A check of a registry` {
    @Test(arguments: Driver.available)
    func `finds nothing in one that is sound`(_ driver: Driver) throws {
        try Registry.with(driver) { (registry) throws in
            try registry.fill()
            let counts = try registry.store.check()
            #expect(
                counts.first { $0.table == "activation" }
                    == TableCount(table: "activation", rows: 1))
            #expect(!counts.contains { $0.table == "migration" })
        }
    }

    private static let changes: [(statement: String, error: StoreError)] = [
        ("UPDATE license SET expires_at = expires_at + 1", .column("expires_at")),
        ("UPDATE license SET status_index = 5 WHERE batch_row = 1", .column("status_index")),
        ("UPDATE license SET octets = id", .column("octets")),
        (
            "UPDATE license SET device_uses = device_uses + 1 WHERE device_uses > 0",
            .column("device_uses")
        ),
        ("UPDATE license SET device_ceiling = 7 WHERE batch_row = 1", .column("device_ceiling")),
        ("UPDATE license_usage SET units = units + 1", .column("units")),
        ("UPDATE audit_record SET actor = 'nobody' WHERE sequence = 3", .auditBroken(sequence: 3)),
    ]

    @Test(arguments: Driver.available, changes)
    func `finds what was changed behind its back`(
        _ driver: Driver, _ change: (statement: String, error: StoreError)
    ) throws {
        try Registry.with(driver) { (registry) throws in
            try registry.fill()
            try registry.database.open().run(change.statement)
            #expect(throws: change.error) { try registry.store.check() }
        }
    }

    @Test func `finds a page of the file that is damaged`() throws {
        try Registry.with(.sqlite) { (registry) throws in
            try registry.fill()
            try withTemporaryDirectory { (directory) throws in
                let path = directory + "/copy.sqlite"
                try registry.store.backup(to: path, now: Registry.now)
                let store = try Store.open(sqlite: path, now: Registry.now)
                try store.check()
                let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
                let size = try file.seekToEnd()
                // An index's page in the middle, which no query of this program may read for long.
                for page in stride(from: 4096 * 4, to: size, by: 4096) {
                    try file.seek(toOffset: page + 8)
                    try file.write(contentsOf: Data(repeating: 0xff, count: 64))
                }
                try file.close()
                #expect(throws: StoreError.corrupt) {
                    try Store.open(sqlite: path, now: Registry.now).check()
                }
            }
        }
    }
}
