import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

@Suite struct `A backup of a registry` {
    @Test(arguments: Driver.available)
    func `is one whole file, made while others write`(_ driver: Driver) throws {
        try Registry.with(driver) { (registry) throws in
            try registry.fill()
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
                let counts = try backup.check()
                let licenses = try #require(counts.first { $0.table == "license" }).rows
                #expect(licenses >= 61)
                // One state: as many records in the log as there are licenses to match.
                #expect(try backup.verifyAudit() == Int64(licenses - 61 + 8))
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
