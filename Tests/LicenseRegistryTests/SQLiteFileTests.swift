import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

@Suite struct `The registry's file` {
    @Test func `is its owner's alone`() throws {
        try Registry.with(.sqlite) { registry in
            let attributes = try FileManager.default.attributesOfItem(
                atPath: registry.database.path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test func `has on the disk what is committed to it`() throws {
        try Registry.with(.sqlite) { registry in
            let settings = try SQLiteDatabase(path: registry.database.path).write {
                (writer) throws(StoreError) in
                try writer.row(
                    """
                    SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous
                    """
                ) { (row) throws(StoreError) in
                    (journal: try row.text("journal_mode"), level: try row.integer("synchronous"))
                }
            }
            #expect(settings?.journal == "wal")
            #expect(settings?.level == 2, "FULL")
        }
    }

    /// Closing a descriptor of a file drops all of a process's locks on it, whoever has taken them;
    /// without its lock, another program that closes the database would take away the log in use.
    @Test func `stays locked when the same process opens it again`() throws {
        try Registry.with(.sqlite) { registry in
            let again = try SQLiteDatabase(path: registry.database.path)
            // The bytes of the shared lock (SQLite, Database File Format §1.4).
            var lock = flock()
            lock.l_type = Int16(F_WRLCK)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = 0x4000_0002
            lock.l_len = 510
            let descriptor = open(registry.database.path, O_RDWR)
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
            #expect(throws: StoreError.notADatabase) {
                try Store.open(sqlite: path, now: Registry.now)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("no database"))
        }
    }

    @Test func `that cannot be made is refused by its cause`() throws {
        try withTemporaryDirectory { directory in
            #expect(throws: StoreError.cannotOpen) {
                try Store.open(sqlite: directory + "/no/such/place", now: Registry.now)
            }
        }
    }

    @Test func `keeps what it had when the disk is full`() throws {
        try Registry.with(.sqlite) { registry in
            let database = try SQLiteDatabase(path: registry.database.path)
            let small = try Store(database, actor: "test", now: Registry.now)
            _ = try database.write { (writer) throws(StoreError) in
                try writer.rows("PRAGMA max_page_count = 1") { (_) throws(StoreError) in () }
            }
            let minted = try (1...200).map { try registry.mint(seed: $0) }
            #expect(throws: StoreError.diskFull) {
                try small.record(minted.map { LicenseRecord($0) }, now: Registry.now)
            }
            let filter = LicenseFilter(organization: registry.organization)
            #expect(try registry.store.licenses(matching: filter, limit: 10).isEmpty)
            try registry.store.record([LicenseRecord(minted[0])], now: Registry.now)
            #expect(try registry.store.licenses(matching: filter, limit: 10).count == 1)
        }
    }
}
