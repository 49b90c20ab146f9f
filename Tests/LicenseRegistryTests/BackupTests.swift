import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

@Suite struct `A backup of a registry` {
    private func licenses(_ store: Store) throws -> Int {
        try #require(store.check().first { $0.table == "license" }).rows
    }

    @Test(arguments: Driver.available)
    func `is one whole file, made while others write`(_ driver: Driver) throws {
        try Registry.with(driver) { (registry) throws in
            try registry.fill()
            let records = try registry.store.verifyAudit().sequence
            let others = try licenses(registry.store)
            try withTemporaryDirectory { (directory) throws in
                let path = directory + "/backup.sqlite"
                let isEnough = DispatchSemaphore(value: 0)
                let writer = Background {
                    var seed: UInt64 = 10_000
                    repeat {
                        seed += 1
                        try registry.store.record(
                            [LicenseRecord(try registry.mint(seed: seed))], now: Registry.now)
                    } while isEnough.wait(timeout: .now()) == .timedOut
                }
                try registry.store.backup(to: path, now: Registry.now)
                isEnough.signal()
                try writer.result.get()

                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: directory) == [
                        "backup.sqlite"
                    ])
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
                let backup = try Store.open(sqlite: path, now: Registry.now)
                // One state: as many new records in the log as there are new licenses.
                #expect(
                    try backup.verifyAudit().sequence - records == Int64(licenses(backup) - others))
                try backup.check()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `does not replace a file, and leaves none when it fails`(_ driver: Driver) throws {
        try Registry.with(driver) { (registry) throws in
            try withTemporaryDirectory { (directory) throws in
                let path = directory + "/backup.sqlite"
                try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
                #expect(throws: StoreError.exists(kind: .file, name: path)) {
                    try registry.store.backup(to: path, now: Registry.now)
                }
                #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
                #expect(throws: StoreError.cannotOpen) {
                    try registry.store.backup(to: directory + "/no/backup", now: Registry.now)
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 1)
            }
        }
    }
}
