import Foundation
import LicenseIssuer
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseStore

@Suite struct `The registry's file` {
    private static func sqlite(_ path: String, _ statement: String) throws {
        let database = try SQLiteDatabase(path: path)
        _ = try database.write { (writer) throws(StoreError) in try writer.run(statement, []) }
    }

    @Test func `is its owner's alone`() throws {
        try Registry.with { registry in
            let attributes = try FileManager.default.attributesOfItem(atPath: registry.path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test func `is refused when a newer program has changed it`() throws {
        try Registry.with { registry in
            try Self.sqlite(
                registry.path,
                """
                INSERT INTO migration (number, name, digest, applied_at)
                VALUES (99, '0099_future', x'00', 0)
                """)
            #expect(throws: StoreError.newerSchema(found: 99, known: 10)) {
                try Store.open(sqlite: registry.path, now: Registry.now)
            }
        }
    }

    @Test func `is refused when its tables came from other text`() throws {
        try Registry.with { registry in
            try Self.sqlite(registry.path, "UPDATE migration SET digest = x'00'")
            #expect(throws: StoreError.otherMigration(number: 1)) {
                try Store.open(sqlite: registry.path, now: Registry.now)
            }
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
        try Registry.with { registry in
            let database = try SQLiteDatabase(path: registry.path)
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

    @Test func `keeps to the statements' own numbers of parameters`() throws {
        try Registry.with { registry in
            let database = try SQLiteDatabase(path: registry.path)
            let row = try database.read { (reader) throws(StoreError) in
                try reader.row(
                    "SELECT $2 AS second, $1 AS first, $2 AS again",
                    [.text("one"), .text("two")]
                ) { (row) throws(StoreError) in
                    [try row.text("first"), try row.text("second"), try row.text("again")]
                }
            }
            #expect(row == ["one", "two", "two"])
        }
    }

    @Test func `has tables whose text never changes once it is released`() {
        // A change of a released step would leave two programs with one number and two meanings.
        #expect(
            Migrator.migrations.map { hexadecimal($0.digest(.sqlite)) } == [
                "02dcb2331f33aa9fccca18619f4b7585c94ad24e4ef2d02d2a2ba8f33a8c4171",
                "b6a94971d8d3a121811f39b9b107f56bbd5f41d4221cc5eae31621cb983552d2",
                "5dad07830ef1366a2855e0b0824cadb25b8a36cd4ab4b941bd2fd9eddaf5946f",
                "dfff24c98d0c4e7f069c5d6e6732cc89831101a4959a9bf3983bd1b9b68798bd",
                "ff92f23b37f664690a11e7b3a6de73b7e85dd6fb415713ba16b6b4303bfbe3c1",
            ])
        #expect(
            Migrator.migrations.map { hexadecimal($0.digest(.postgreSQL)) } == [
                "b8e473bd0060d60325ddbc9006b88c4ce218b372039fcedbaf27daac6c2da88e",
                "a67e0586550b5535440903778bf4698b3a65e87a8adcb4908aa55a41de045e85",
                "dec12022698fa0d78d2a9a61179d402e4d467e9e9699985b88523e656824d4af",
                "e1aa82d90fac317c6d106a10834f7f2d746f7a0bc163b7e2c957a80bfaaa93bb",
                "180105ac2e4d4d8545c2c18b6c1164178cc3819428a642bc4a876b9c061dd46a",
            ])
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}

@Suite struct `The audit log` {
    @Test func `names every change and hangs together`() throws {
        try Registry.with { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            try registry.store.setState(
                of: minted.claims.license, to: .disabled, reason: "unpaid", now: Registry.now)
            #expect(try registry.store.verifyAudit() == 4)
            let records = try registry.store.auditRecords(limit: 10)
            #expect(
                records.map(\.action) == [
                    "organization.add", "benefit.add", "license.issue", "license.disabled",
                ])
            #expect(records.last?.detail == "unpaid")
            #expect(try registry.store.auditRecords(after: 2, limit: 1).map(\.sequence) == [3])
        }
    }

    @Test(arguments: [
        ("UPDATE audit_record SET detail = 'nothing' WHERE sequence = 2", Int64(2)),
        ("UPDATE audit_record SET recorded_at = recorded_at + 1 WHERE sequence = 1", 1),
        ("DELETE FROM audit_record WHERE sequence = 2", 2),
        ("DELETE FROM audit_record WHERE sequence = 1", 1),
        ("UPDATE audit_record SET sequence = 9 WHERE sequence = 3", 3),
    ])
    func `shows where it was changed`(statement: String, sequence: Int64) throws {
        try Registry.with { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            let database = try SQLiteDatabase(path: registry.path)
            _ = try database.write { (writer) throws(StoreError) in try writer.run(statement, []) }
            #expect(throws: StoreError.auditBroken(sequence: sequence)) {
                try registry.store.verifyAudit()
            }
        }
    }
}
