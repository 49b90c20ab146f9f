import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import Testing

@Suite struct `A batch in the sample` {
    private static let digest = [UInt8](repeating: 7, count: 32)
    private static let id = BatchID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e")!

    private static func begin(
        _ sample: SampleRegistry, digest: [UInt8] = digest,
        at moment: Timestamp = SampleRegistry.now
    ) throws -> Batch {
        try sample.registry.issuance.batches.begin(
            id, name: "orders.csv", organization: sample.organization, inputDigest: digest,
            issuedAt: moment, now: moment)
    }

    private static func rows(
        _ numbers: ClosedRange<Int>, _ sample: SampleRegistry
    ) throws -> [LicenseRecord] {
        try numbers.map { row in
            let minted = try sample.mint(seed: UInt64(row))
            return LicenseRecord(
                claims: minted.claims, message: minted.message, batchRow: row)
        }
    }

    @Test(arguments: Driver.available)
    func `continues under its name with the same input and the first moment of issue`(
        _ driver: Driver
    ) throws {
        try SampleRegistry.with(driver) { sample in
            let first = try Self.begin(sample)
            #expect(first.recordedRows == 0)
            try sample.registry.issuance.record(
                Self.rows(1...3, sample), batch: first.id, now: SampleRegistry.now)
            let again = try Self.begin(sample, at: SampleRegistry.now + .seconds(1000))
            #expect(again.id == first.id)
            #expect(again.recordedRows == 3)
            #expect(again.issuedAt == SampleRegistry.now)
            #expect(again.finishedAt == nil)
            try sample.registry.issuance.batches.finish(first.id, now: SampleRegistry.now)
            try sample.registry.issuance.batches.finish(
                first.id, now: SampleRegistry.now + .seconds(5))
            #expect(try Self.begin(sample).finishedAt == SampleRegistry.now)
        }
    }

    @Test(arguments: Driver.available)
    func `refuses other input under its name`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            _ = try Self.begin(sample)
            #expect(throws: RegistryError.batchDiffers(name: "orders.csv")) {
                try Self.begin(sample, digest: [UInt8](repeating: 8, count: 32))
            }
        }
    }

    @Test(arguments: Driver.available)
    func `has one license for each row, no matter who comes first`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let batch = try Self.begin(sample)
            try sample.registry.issuance.record(
                Self.rows(1...3, sample), batch: batch.id, now: SampleRegistry.now)
            let other = try sample.mint(seed: 1000)
            #expect(throws: RegistryError.rowRecorded) {
                try sample.registry.issuance.record(
                    [LicenseRecord(claims: other.claims, message: other.message, batchRow: 3)],
                    batch: batch.id, now: SampleRegistry.now)
            }
            #expect(try sample.registry.licenses.find(other.claims.license) == nil)
        }
    }

    @Test(arguments: Driver.available)
    func `gives its rows back in their order`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let batch = try Self.begin(sample)
            let records = try Self.rows(1...10, sample)
            try sample.registry.issuance.record(records, batch: batch.id, now: SampleRegistry.now)
            let page = try sample.registry.issuance.batches.licenses(
                of: batch.id, after: 4, limit: 3)
            #expect(page.map(\.batchRow) == [5, 6, 7])
            #expect(page.map(\.claims) == records[4..<7].map(\.claims))
        }
    }

    @Test(arguments: Driver.available)
    func `records nothing by a key that was retired while it ran`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let (registry, now) = (sample.registry, SampleRegistry.now)
            try registry.organizations.addSigningKey(
                SigningKeyRecord(
                    name: "own", publicKey: sample.issuer.verificationKey,
                    organization: sample.organization, createdAt: now))
            let batch = try Self.begin(sample)
            try registry.issuance.record(Self.rows(1...2, sample), batch: batch.id, now: now)
            try registry.organizations.retireSigningKey(named: "own", now: now)
            #expect(throws: RegistryError.noIssuer) {
                try registry.issuance.record(Self.rows(3...4, sample), batch: batch.id, now: now)
            }
            #expect(try Self.begin(sample).recordedRows == 2)
        }
    }
}
