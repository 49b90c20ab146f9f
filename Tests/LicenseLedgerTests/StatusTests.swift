import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

@Suite struct `A ledger's status list` {
    private static let start = LedgerVendor.start
    private static func days(_ count: Int64) -> Timestamp { start + .seconds(count * 86_400) }

    @Test func `goes forward only, and an older one is no error`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let newer = try vendor.list(.invalid, sequence: 8, at: Self.days(8))
        let older = try vendor.list(.valid, sequence: 5, at: Self.days(5))
        #expect(
            try ledger.take(newer, at: Self.days(9))
                == .list(sequence: 8, .invalid, issuedAt: Self.days(8)))
        #expect(try ledger.take(older, at: Self.days(9)) == .older(.statusList))
        #expect(try ledger.take(newer, at: Self.days(9)) == .known(.statusList))
        #expect(
            try ledger.decide(vendor, at: Self.days(9)).reasons == [.revoked(asOf: Self.days(8))])
        let granted = try vendor.list(.valid, sequence: 10, at: Self.days(10))
        try ledger.take(granted, at: Self.days(10))
        #expect(try ledger.decide(vendor, at: Self.days(10)).isAllowed)
    }

    @Test func `of which there are two clears nothing until a newer one comes`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let now = Self.days(4)
        try ledger.take(vendor.list(.valid, sequence: 4, at: now), at: now)
        let other = try vendor.list(.valid, sequence: 4, at: now, other: true)
        #expect(try ledger.take(other, at: now) == .disputedList(sequence: 4))
        #expect(try ledger.decide(vendor, at: now).reasons == [.statusDisputed(asOf: now)])
        #expect(disk.contents("/device/status-list.disputed") == other.bytes)
        let again = try machine.open(disk.afterKill(), at: now)
        #expect(try again.decide(vendor, at: now).reasons == [.statusDisputed(asOf: now)])
        try again.take(vendor.list(.valid, sequence: 5, at: Self.days(5)), at: Self.days(5))
        #expect(try again.decide(vendor, at: Self.days(5)).isAllowed)
    }

    @Test func `of which there are two clears nothing when it is lost, either`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let now = Self.days(4)
        try ledger.take(vendor.list(.valid, sequence: 4, at: now), at: now)
        try ledger.take(vendor.list(.valid, sequence: 4, at: now, other: true), at: now)
        disk.unlink("/device/status-list")
        let again = try machine.open(disk.afterKill(), at: now)
        #expect(try again.decide(vendor, at: now).reasons == [.statusDisputed(asOf: now)])
    }

    @Test func `begins where it is in another shard after a renewal`() throws {
        var vendor = try LedgerVendor()
        vendor.policy.lists.raise(0, to: 400)
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        let now = Self.days(30)
        let other = StatusIndex(1 << 20 | 77)
        #expect(other.shard == 1)
        try ledger.take(vendor.renew(at: now, statusIndex: other), at: now)
        #expect(
            try ledger.take(vendor.list(.invalid, sequence: 5, at: now), at: now)
                == .list(sequence: 5, .invalid, issuedAt: now))
        #expect(try ledger.decide(vendor, at: now).reasons == [.revoked(asOf: now)])
    }

    @Test func `that was lost is remembered where it denied`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let now = Self.days(3)
        try ledger.take(vendor.list(.invalid, sequence: 3, at: now), at: now)
        disk.unlink("/device/status-list")
        let again = try machine.open(disk.afterKill(), at: now)
        #expect(try again.decide(vendor, at: now).reasons == [.revoked(asOf: now)])
        #expect(
            try again.take(vendor.list(.valid, sequence: 2, at: Self.days(2)), at: now)
                == .older(.statusList))
    }

    @Test func `that was put back from a copy is not taken`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let old = try vendor.list(.valid, sequence: 3, at: Self.days(3))
        try ledger.take(old, at: Self.days(3))
        try ledger.take(vendor.list(.invalid, sequence: 4, at: Self.days(4)), at: Self.days(4))
        disk.edit("/device/status-list") { $0 = old.bytes }
        let again = try machine.open(disk.afterKill(), at: Self.days(5))
        #expect(
            try again.decide(vendor, at: Self.days(5)).reasons == [.revoked(asOf: Self.days(4))])
    }

    @Test func `of another organization, another shard or another key is refused`() throws {
        var vendor = try LedgerVendor()
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        let now = Self.days(1)
        let other = try LedgerVendor(seed: 8)
        #expect(throws: LedgerError.status(.otherOrganization)) {
            try ledger.take(other.list(.valid, sequence: 2, at: now), at: now)
        }
        let shard = StatusListBuilder(organization: vendor.issuer.organization, shard: 1)
        let wrongShard = try shard.signed(
            by: LedgerVendor.status, sequence: 2, base: "https://acme.example/lists",
            issuedAt: now, expiresAt: now + .seconds(1000), timeToLive: .seconds(10))
        #expect(throws: LedgerError.status(.otherShard(1))) {
            try ledger.take(wrongShard.message, at: now)
        }
        let thief = SigningKey.test(4)
        #expect(throws: LedgerError.status(.unknownKey(thief.verificationKey.keyID))) {
            try ledger.take(vendor.list(.valid, sequence: 2, at: now, by: thief), at: now)
        }
        #expect(throws: LedgerError.status(.fromTheFuture(issuedAt: Self.days(9)))) {
            try ledger.take(vendor.list(.valid, sequence: 2, at: Self.days(9)), at: now)
        }
    }

    @Test func `is no older than the vendor knew when it gave the seat`() throws {
        var vendor = try LedgerVendor()
        vendor.policy.lists.raise(0, to: 6)
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        let now = Self.days(7)
        #expect(
            try ledger.take(vendor.list(.valid, sequence: 5, at: now), at: now)
                == .older(.statusList))
        #expect(
            try ledger.take(vendor.list(.valid, sequence: 6, at: now), at: now)
                == .list(sequence: 6, .valid, issuedAt: now))
    }

    /// A list, and what changed until the next one.
    private static func delta(
        _ vendor: LedgerVendor, from: UInt64, to sequence: UInt64, _ status: LicenseStatus,
        at now: Timestamp
    ) throws -> SignedMessage {
        let keys = StatusKeys(pinning: LedgerVendor.status.verificationKey)
        let list = try keys.verify(vendor.list(status, sequence: sequence, at: now))
        let index = try #require(vendor.license.claims.statusIndex)
        let delta = try #require(
            try list.delta(
                from: from, changes: [StatusChange(index, sequence: sequence)],
                signedBy: LedgerVendor.status))
        return delta.message
    }

    @Test func `takes what has changed since, and is kept in pages then`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let revoked = try Self.delta(vendor, from: 3, to: 5, .invalid, at: Self.days(5))
        #expect(throws: LedgerError.noStatusList) { try ledger.take(revoked, at: Self.days(5)) }
        try ledger.take(vendor.list(.valid, sequence: 2, at: Self.days(2)), at: Self.days(5))
        #expect(throws: LedgerError.status(.gap(from: 3, held: 2))) {
            try ledger.take(revoked, at: Self.days(5))
        }
        try ledger.take(vendor.list(.valid, sequence: 4, at: Self.days(4)), at: Self.days(5))
        #expect(
            try ledger.take(revoked, at: Self.days(5))
                == .list(sequence: 5, .invalid, issuedAt: Self.days(5)))
        #expect(try ledger.take(revoked, at: Self.days(5)) == .known(.statusList))
        let again = try machine.open(disk.afterKill(), at: Self.days(5))
        #expect(
            try again.decide(vendor, at: Self.days(5)).reasons == [.revoked(asOf: Self.days(5))])
        let granted = try Self.delta(vendor, from: 4, to: 6, .valid, at: Self.days(6))
        let kept = disk.afterKill()
        let third = try machine.open(kept, at: Self.days(6))
        try third.take(granted, at: Self.days(6))
        #expect(try third.take(revoked, at: Self.days(6)) == .older(.statusDelta))
        #expect(try third.decide(vendor, at: Self.days(6)).isAllowed)
        // A bit of the pages that is wrong leaves nothing that clears the license.
        kept.edit("/device/status-list") { $0[$0.count - 9] ^= 4 }
        let damaged = try machine.open(kept.afterKill(), at: Self.days(6))
        #expect(damaged.summary(at: Self.days(6)).list == nil)
    }

    @Test func `yields to a newer word about this license, and the other way round`() throws {
        var vendor = try LedgerVendor()
        let ledger = try `A ledger`.activated(&vendor, TestMachine(), SimulatedDisk())
        let now = Self.days(6)
        try ledger.take(vendor.list(.valid, sequence: 5, at: Self.days(5)), at: now)
        func staple(_ status: LicenseStatus, _ sequence: UInt64) throws -> SignedMessage {
            let keys = StatusKeys(pinning: LedgerVendor.status.verificationKey)
            let list = try keys.verify(vendor.list(status, sequence: sequence, at: now))
            return try list.staple(for: vendor.license, signedBy: LedgerVendor.status).message
        }
        #expect(try ledger.take(staple(.valid, 4), at: now) == .older(.statusStaple))
        #expect(throws: LedgerError.status(.equivocation(sequence: 5))) {
            try ledger.take(staple(.suspended, 5), at: now)
        }
        #expect(
            try ledger.take(staple(.suspended, 6), at: now) == .staple(.suspended, issuedAt: now))
        #expect(try ledger.decide(vendor, at: now).reasons == [.suspended(asOf: now)])
        try ledger.take(vendor.list(.valid, sequence: 7, at: Self.days(7)), at: Self.days(7))
        #expect(try ledger.decide(vendor, at: Self.days(7)).isAllowed)
    }
}
