// swift-format-ignore-file: NeverForceUnwrap

import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `A batch in the registry` {
    private static let digest = [UInt8](repeating: 7, count: 32)
    private static let id = BatchID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    private static func begin(
        _ registry: Registry, digest: [UInt8] = digest, at moment: Timestamp = Registry.now
    ) throws -> Batch {
        try registry.store.beginBatch(
            id, name: "orders.csv", organization: registry.organization, inputDigest: digest,
            issuedAt: moment, now: moment)
    }

    private static func rows(
        _ numbers: ClosedRange<Int>, _ registry: Registry
    ) throws -> [LicenseRecord] {
        try numbers.map { row in
            let minted = try registry.mint(seed: UInt64(row))
            return LicenseRecord(
                claims: minted.claims, message: minted.message, batchRow: row)
        }
    }

    @Test(arguments: Driver.available)
    func `goes on under its name with the same input and the first moment of issue`(
        _ driver: Driver
    ) throws {
        try Registry.with(driver) { registry in
            let first = try Self.begin(registry)
            #expect(first.recordedRows == 0)
            try registry.store.record(
                Self.rows(1...3, registry), batch: first.id, now: Registry.now)
            let again = try Self.begin(registry, at: Registry.now + .seconds(1000))
            #expect(again.id == first.id)
            #expect(again.recordedRows == 3)
            #expect(again.issuedAt == Registry.now)
            #expect(again.finishedAt == nil)
            try registry.store.finishBatch(first.id, now: Registry.now)
            try registry.store.finishBatch(first.id, now: Registry.now + .seconds(5))
            #expect(try Self.begin(registry).finishedAt == Registry.now)
        }
    }

    @Test(arguments: Driver.available)
    func `refuses other input under its name`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            _ = try Self.begin(registry)
            #expect(throws: StoreError.batchDiffers(name: "orders.csv")) {
                try Self.begin(registry, digest: [UInt8](repeating: 8, count: 32))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `has one license for each row, whoever comes first`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let batch = try Self.begin(registry)
            try registry.store.record(
                Self.rows(1...3, registry), batch: batch.id, now: Registry.now)
            let other = try registry.mint(seed: 1000)
            #expect(throws: StoreError.rowRecorded) {
                try registry.store.record(
                    [LicenseRecord(claims: other.claims, message: other.message, batchRow: 3)],
                    batch: batch.id, now: Registry.now)
            }
            #expect(try registry.store.license(other.claims.license) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `gives its rows back in their order`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let batch = try Self.begin(registry)
            let records = try Self.rows(1...10, registry)
            try registry.store.record(records, batch: batch.id, now: Registry.now)
            let page = try registry.store.batchLicenses(batch.id, after: 4, limit: 3)
            #expect(page.map(\.batchRow) == [5, 6, 7])
            #expect(page.map(\.claims) == records[4..<7].map(\.claims))
        }
    }
}
