import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@testable import LicenseRegistry
@testable import SQLDatabase

@Suite struct `The sample's file` {
    private static func mode(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    private static func loosen(_ path: String, to mode: Int = 0o644) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `is its owner's alone, with the two beside it`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            for end in ["", "-wal", "-shm"] {
                #expect((try? Self.mode(sample.database.path + end)) == 0o600)
            }
        }
    }

    @Test func `is taken away from others who could read a copy of it`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            let files = ["", "-wal", "-shm"].map { sample.database.path + $0 }
            for file in files { try Self.loosen(file) }
            let again = try SQLiteDatabase(path: sample.database.path)
            for file in files { #expect((try? Self.mode(file)) == 0o600) }
            withExtendedLifetime(again) {}
        }
    }

    @Test func `has a mark that is its owner's alone, whatever lay there`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            try withTemporaryDirectory { directory in
                let path = directory + "/marks"
                let marks = MarkDirectory(path: path)
                let marked = try sample.registry.marked(in: marks, now: SampleRegistry.now)
                #expect(try Self.mode(path) == 0o700)
                try Data().write(to: URL(fileURLWithPath: path + "/registry.partial"))
                try Self.loosen(path + "/registry.partial")
                _ = try marked.statusLists.reserveIndexes(
                    1, organization: sample.organization, now: SampleRegistry.now)
                #expect((try? Self.mode(path + "/registry")) == 0o600)
            }
        }
    }

    @Test func `has on the disk what is committed to it`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            let settings = try SQLiteDatabase(path: sample.database.path).write {
                (writer) throws(SQLError) in
                try writer.row(
                    """
                    SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous
                    """
                ) { (row) throws(SQLError) in
                    (journal: try row.text("journal_mode"), level: try row.integer("synchronous"))
                }
            }
            #expect(settings?.journal == "wal")
            #expect(settings?.level == 2, "FULL")
        }
    }

    /// Closing a descriptor of a file drops all of a process's locks on it, no matter who has taken
    /// them; without its lock, another program that closes the database would take away the log in
    /// use.
    @Test func `stays locked when the same process opens it again`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            let again = try SQLiteDatabase(path: sample.database.path)
            // The bytes of the shared lock (SQLite, Database File Format §1.4).
            var lock = flock()
            lock.l_type = Int16(F_WRLCK)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = 0x4000_0002
            lock.l_len = 510
            let descriptor = open(sample.database.path, O_RDWR)
            defer { close(descriptor) }
            // A lock of the descriptor's own would meet the process's.
            let openFileGetLock: Int32 = 36
            try #require(fcntl(descriptor, openFileGetLock, &lock) == 0)
            #expect(lock.l_type == Int16(F_RDLCK))
            withExtendedLifetime(again) {}
        }
    }

    @Test func `is refused when it is no database`() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/registry.sqlite"
            try String(repeating: "no database at all ", count: 1000)
                .write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: RegistryError.database(.notADatabase)) {
                try Registry.open(sqlite: path, now: SampleRegistry.now)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("no database"))
        }
    }

    @Test func `that cannot be made is refused by its cause`() throws {
        try withTemporaryDirectory { directory in
            #expect(throws: RegistryError.database(.cannotOpen)) {
                try Registry.open(sqlite: directory + "/no/such/place", now: SampleRegistry.now)
            }
        }
    }

    @Test func `keeps what it had when the disk is full`() throws {
        try SampleRegistry.with(.sqlite) { sample in
            let database = try SQLiteDatabase(path: sample.database.path)
            let small = try Registry(database, actor: "test", now: SampleRegistry.now)
            _ = try database.write { (writer) throws(SQLError) in
                try writer.rows("PRAGMA max_page_count = 1") { (_) throws(SQLError) in () }
            }
            let minted = try (1...200).map { try sample.mint(seed: $0) }
            #expect(throws: RegistryError.database(.diskFull)) {
                try small.issuance.record(minted.map { LicenseRecord($0) }, now: SampleRegistry.now)
            }
            let filter = LicenseFilter(organization: sample.organization)
            #expect(try sample.registry.licenses.all(matching: filter, limit: 10).isEmpty)
            try sample.registry.issuance.record([LicenseRecord(minted[0])], now: SampleRegistry.now)
            #expect(try sample.registry.licenses.all(matching: filter, limit: 10).count == 1)
        }
    }
}
