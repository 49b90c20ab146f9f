import Foundation
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

/// The log that a killed program leaves beside its database, and a backup that comes to lie beside it.
@Suite struct `The log of a killed program` {
    private static let now = SampleRegistry.now

    /// A registry with a backup, and its files as they lie there when its machine fails later.
    private struct Failed {
        let world: RestoredRegistry
        let backup: String
        /// The registry's file, with its log.
        let path: String
        /// How many licenses were sold before the machine failed.
        let sold = 30
        let inBackup = 20

        init(_ world: RestoredRegistry, from file: String, in directory: String) throws {
            self.world = world
            path = directory + "/failed.sqlite"
            _ = try world.sell(inBackup)
            backup = try world.backUp()
            _ = try world.sell(sold - inBackup)
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: file + suffix, toPath: path + suffix)
            }
        }

        /// What somebody does who does not know of the log.
        func copyOver() throws {
            let content = try Data(contentsOf: URL(fileURLWithPath: backup))
            // Into the same file, as `cp` does.
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: content)
            try file.close()
        }
    }

    private static func with(_ body: (Failed) throws -> Void) throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                let world = try RestoredRegistry(sample, in: directory)
                try body(Failed(world, from: sample.database.path, in: directory))
            }
        }
    }

    private static func licenses(in path: String) throws -> Int {
        let counts = try Registry(existing: SQLiteDatabase(path: path), actor: "test")
            .maintenance.check()
        return try #require(counts.first { $0.table == "license" }).rows
    }

    @Test func `is recovered by the next one, with all that was done`() throws {
        try Self.with { failed in
            let found = try Self.licenses(in: failed.path)
            #expect(found == failed.sold)
        }
    }

    @Test func `is never put into a backup that was copied over the database`() throws {
        try Self.with { failed in
            try failed.copyOver()
            #expect(throws: SQLError.foreignLog) { try SQLiteDatabase(path: failed.path) }
            #expect(throws: RegistryError.database(.foreignLog)) {
                try Registry.open(
                    sqlite: failed.path, beside: failed.world.marks, now: Self.now)
            }
            // Nor is it lost, until somebody takes it away.
            for suffix in ["-wal", "-shm"] where access(failed.path + suffix, F_OK) == 0 {
                try FileManager.default.removeItem(atPath: failed.path + suffix)
            }
            #expect(try Self.licenses(in: failed.path) == failed.inBackup)
        }
    }

    @Test func `is told from a backup's also after that was checked`() throws {
        try Self.with { failed in
            let url = try DatabaseURL("sqlite:\(failed.backup)")
            try Maintenance.leavingAsItWas(url) {
                let found = try Self.licenses(in: failed.backup)
                #expect(found == failed.inBackup)
            }
            try failed.copyOver()
            #expect(throws: SQLError.foreignLog) { try SQLiteDatabase(path: failed.path) }
        }
    }

    @Test func `is moved aside with its database when a backup is restored`() throws {
        try Self.with { failed in
            let mark = try failed.world.marks.mark()
            let backup = try Data(contentsOf: URL(fileURLWithPath: failed.backup))
            let aside = try #require(
                try Maintenance.restore(failed.backup, to: failed.path, now: Self.now))
            #expect(try Self.licenses(in: failed.path) == failed.inBackup)
            #expect(try Self.licenses(in: aside) == failed.sold)
            #expect(try failed.world.marks.mark() == mark)
            #expect(try Data(contentsOf: URL(fileURLWithPath: failed.backup)) == backup)
            let attributes = try FileManager.default.attributesOfItem(atPath: failed.path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let restored = try Registry.open(sqlite: failed.path, now: Self.now)
                .marked(in: failed.world.marks, now: Self.now)
            let continuity = restored.maintenance.continuity
            #expect(try continuity.reason() != nil)
            try continuity.resume(failed.world.marks, now: Self.now)
            #expect(try continuity.reason() == nil)
        }
    }

    @Test func `goes aside also where the backup was copied over its database already`() throws {
        try Self.with { failed in
            try failed.copyOver()
            let aside = try Maintenance.restore(failed.backup, to: failed.path, now: Self.now)
            #expect(aside != nil)
            #expect(try Self.licenses(in: failed.path) == failed.inBackup)
        }
    }

    // MARK: - Restoring

    @Test func `is none where the disk was lost, and the backup comes back all the same`() throws {
        try Self.with { failed in
            let path = failed.path + ".new"
            let aside = try Maintenance.restore(failed.backup, to: path, now: Self.now)
            #expect(aside == nil)
            #expect(try Self.licenses(in: path) == failed.inBackup)
            #expect(
                try Registry.open(sqlite: path, now: Self.now).maintenance.continuity.reason()
                    != nil)
        }
    }

    @Test func `stays where what is to be restored is no whole backup`() throws {
        try Self.with { failed in
            let half = failed.backup + ".half"
            let whole = try Data(contentsOf: URL(fileURLWithPath: failed.backup))
            try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: half))
            let nothing = failed.backup + ".nothing"
            try Data("nothing".utf8).write(to: URL(fileURLWithPath: nothing))
            for backup in [half, nothing, failed.backup + ".gone", failed.path] {
                #expect(throws: RegistryError.self, "\(backup)") {
                    try Maintenance.restore(backup, to: failed.path, now: Self.now)
                }
            }
            #expect(access(failed.path + ".partial", F_OK) != 0)
            #expect(try Self.licenses(in: failed.path) == failed.sold)
        }
    }
}
