import Foundation
import LicenseIssuer
import LicensePostgres
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

@Suite struct `A backup of a sample` {
    private func licenses(_ registry: Registry) throws -> Int {
        try #require(registry.maintenance.check().first { $0.table == "license" }).rows
    }

    @Test(arguments: Driver.available)
    func `is one whole file, made while others write`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { (sample) throws in
            try sample.fill()
            let records = try sample.registry.auditLog.verify().sequence
            let others = try licenses(sample.registry)
            try withTemporaryDirectory { (directory) throws in
                let path = directory + "/backup.sqlite"
                let isEnough = DispatchSemaphore(value: 0)
                let writer = Background {
                    var seed: UInt64 = 10_000
                    repeat {
                        seed += 1
                        try sample.registry.issuance.record(
                            [LicenseRecord(try sample.mint(seed: seed))], now: SampleRegistry.now)
                    } while isEnough.wait(timeout: .now()) == .timedOut
                }
                try sample.registry.maintenance.backup(to: path, now: SampleRegistry.now)
                isEnough.signal()
                try writer.result.get()

                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: directory) == [
                        "backup.sqlite"
                    ])
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
                let backup = try Registry.open(sqlite: path, now: SampleRegistry.now)
                // One state: as many new records in the log as there are new licenses.
                #expect(
                    try backup.auditLog.verify().sequence - records
                        == Int64(licenses(backup) - others))
                try backup.maintenance.check()
            }
        }
    }

    @Test(arguments: Driver.available)
    func `does not replace a file, and leaves none when it fails`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { (sample) throws in
            try withTemporaryDirectory { (directory) throws in
                let path = directory + "/backup.sqlite"
                try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
                #expect(throws: RegistryError.exists(kind: .file, name: path)) {
                    try sample.registry.maintenance.backup(to: path, now: SampleRegistry.now)
                }
                #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
                #expect(throws: RegistryError.database(.cannotOpen)) {
                    try sample.registry.maintenance.backup(
                        to: directory + "/no/backup", now: SampleRegistry.now)
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 1)
            }
        }
    }
}
