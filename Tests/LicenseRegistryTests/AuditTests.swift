import LicenseIssuer
import LicenseStore
import LicenseTestSupport
import LicenseVerifier
import Testing

@Suite struct `The audit log` {
    @Test(arguments: Driver.available)
    func `names every change and hangs together`(_ driver: Driver) throws {
        try Registry.with(driver) { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            try registry.store.setState(
                of: minted.claims.license, to: .disabled, reason: "unpaid", now: Registry.now)
            #expect(try registry.store.verifyAudit().sequence == 4)
            let records = try registry.store.auditRecords(limit: 10)
            #expect(
                records.map(\.action) == [
                    "organization.add", "benefit.add", "license.issue", "license.disabled",
                ])
            #expect(records.last?.detail == "unpaid")
            #expect(try registry.store.auditRecords(after: 2, limit: 1).map(\.sequence) == [3])
        }
    }

    @Test(
        arguments: Driver.available,
        [
            ("UPDATE audit_record SET detail = 'nothing' WHERE sequence = 2", Int64(2)),
            ("UPDATE audit_record SET recorded_at = recorded_at + 1 WHERE sequence = 1", 1),
            ("DELETE FROM audit_record WHERE sequence = 2", 2),
            ("DELETE FROM audit_record WHERE sequence = 1", 1),
            ("UPDATE audit_record SET sequence = 9 WHERE sequence = 3", 3),
        ])
    func `shows where it was changed`(
        _ driver: Driver, _ change: (statement: String, sequence: Int64)
    ) throws {
        try Registry.with(driver) { registry in
            let minted = try registry.mint(seed: 1)
            try registry.store.record([LicenseRecord(minted)], now: Registry.now)
            try registry.database.open().run(change.statement)
            #expect(throws: StoreError.auditBroken(sequence: change.sequence)) {
                try registry.store.verifyAudit()
            }
        }
    }
}
