import COSE
import LicenseIssuer
import LicenseRegistry
import LicenseTestSupport
import LicenseVerifier
import RegistryTestSupport
import SQLDatabase
import Testing

@Suite struct `The audit log` {
    @Test(arguments: Driver.available)
    func `names every change and hangs together`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            try sample.registry.issuance.setState(
                of: minted.claims.license, to: .disabled, reason: "unpaid", now: SampleRegistry.now)
            #expect(try sample.registry.auditLog.verify().sequence == 4)
            let records = try sample.registry.auditLog.records(limit: 10)
            #expect(
                records.map(\.action) == [
                    "organization.add", "benefit.add", "license.issue", "license.disabled",
                ])
            #expect(records.last?.detail == "unpaid")
            #expect(try sample.registry.auditLog.records(after: 2, limit: 1).map(\.sequence) == [3])
        }
    }

    @Test(arguments: Driver.available)
    func `has the record of each list that is out, or was cut off`(_ driver: Driver) throws {
        try SampleRegistry.with(driver) { sample in
            try withTemporaryDirectory { directory in
                let world = try RestoredRegistry(sample, in: directory)
                let license = try world.sell(1)[0]
                try world.publish()
                let first = try #require(world.published[0])
                try world.registry.issuance.setState(
                    of: license.claims.license, to: .revoked, reason: "", now: world.now)
                try world.publish()
                let second = try #require(world.published[0])
                let log = world.registry.auditLog
                #expect(try log.missing(of: [first, second]).isEmpty)
                let read = try world.registry.maintenance.continuity.verified(
                    [second.message.bytes, [1, 2, 3]])
                #expect(read.map { $0?.claims } == [second.claims, nil])
                // The last records go, and the chain does not show it.
                let end = try log.newestSequence()
                try sample.database.run(
                    "DELETE FROM audit_record WHERE sequence = $1", [.integer(end)])
                #expect(try log.verify().sequence == end - 1)
                #expect(try log.missing(of: [first, second]).map(\.claims) == [second.claims])
                // Records of older programs do not name the root of their list.
                try sample.database.run(
                    "UPDATE audit_record SET detail = 'number 1, 0 exceptions' "
                        + "WHERE action = 'status-list.sign'")
                #expect(try log.missing(of: [first]).isEmpty)
                try sample.database.run(
                    "UPDATE audit_record SET detail = 'number 1, 0 exceptions, root 00' "
                        + "WHERE action = 'status-list.sign'")
                #expect(try log.missing(of: [first]).map(\.claims) == [first.claims])
            }
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
        try SampleRegistry.with(driver) { sample in
            let minted = try sample.mint(seed: 1)
            try sample.registry.issuance.record([LicenseRecord(minted)], now: SampleRegistry.now)
            try sample.database.open().run(change.statement)
            #expect(throws: RegistryError.auditBroken(sequence: change.sequence)) {
                try sample.registry.auditLog.verify()
            }
        }
    }
}
