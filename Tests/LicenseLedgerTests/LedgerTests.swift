import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

@Suite struct `A ledger` {
    /// A device that is activated, on a disk in memory.
    static func activated(
        _ vendor: inout LedgerVendor, _ machine: TestMachine, _ disk: SimulatedDisk
    ) throws -> Ledger {
        let ledger = try machine.open(disk)
        try ledger.take(vendor.license.message, at: LedgerVendor.start)
        let request = try ledger.request(.activate, at: LedgerVendor.start)
        try ledger.take(
            vendor.answer(request, at: LedgerVendor.start), at: LedgerVendor.start)
        return ledger
    }

    @Test func `says what is missing, one thing after another`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try machine.open(disk)
        #expect(throws: LedgerError.noLicense) { try ledger.decide(vendor, at: now) }
        #expect(throws: LedgerError.noLicense) { try ledger.consume(at: now) }
        #expect(throws: LedgerError.noLicense) { try ledger.request(.activate, at: now) }
        try ledger.take(vendor.license.message, at: now)
        #expect(try ledger.decide(vendor, at: now).reasons == [.notActivated(.seats(2))])
        #expect(throws: LedgerError.notActivated) { try ledger.consume(at: now) }
        #expect(throws: LedgerError.notActivated) { try ledger.pendingReport(at: now) }
        let request = try ledger.request(.activate, at: now)
        try ledger.take(vendor.answer(request, at: now), at: now)
        #expect(try ledger.decide(vendor, at: now).isAllowed)
        #expect(try ledger.consume(at: now) == Consumption(used: 1, left: 99))
    }

    @Test func `says the same after it was opened again`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try Self.activated(&vendor, machine, disk)
        try ledger.take(vendor.list(.suspended, sequence: 7, at: now), at: now)
        try ledger.consume(12, at: now)
        let decision = try ledger.decide(vendor, at: now)
        #expect(decision.reasons == [.suspended(asOf: now)])
        let again = try machine.open(disk.afterKill())
        #expect(try again.decide(vendor, at: now) == decision)
        #expect(try again.consume(3, at: now) == Consumption(used: 15, left: 85))
    }

    @Test func `refuses units beyond the allowance and beyond the limit, and counts none of them`()
        throws
    {
        var vendor = try LedgerVendor(usage: 150)
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try Self.activated(&vendor, machine, disk)
        try ledger.consume(90, at: now)
        #expect(throws: LedgerError.allowanceExhausted(left: 10, used: 90, allowance: 100)) {
            try ledger.consume(11, at: now)
        }
        #expect(try ledger.consume(10, at: now) == Consumption(used: 100, left: 0))
        #expect(
            try ledger.decide(vendor, at: now).reasons
                == [.allowanceExhausted(used: 100, allowance: 100)])
        try ledger.take(
            vendor.answer(ledger.pendingReport(at: now), at: now + .seconds(1)), at: now)
        #expect(throws: LedgerError.exhausted(left: 50, used: 100, limit: 150)) {
            try ledger.consume(51, at: now)
        }
        #expect(try ledger.consume(50, at: now) == Consumption(used: 150, left: 0))
        #expect(
            try ledger.decide(vendor, at: now).reasons.contains(
                .usageExhausted(used: 150, limit: 150)))
    }

    @Test(arguments: [0, UInt64(1) << 53, .max])
    func `counts at least one unit, and no more than can be said`(amount: UInt64) throws {
        var vendor = try LedgerVendor(usage: nil)
        let ledger = try Self.activated(&vendor, TestMachine(), SimulatedDisk())
        #expect(throws: LedgerError.amount) {
            try ledger.consume(amount, at: LedgerVendor.start)
        }
        #expect(try ledger.consume(at: LedgerVendor.start) == Consumption(used: 1, left: nil))
    }

    @Test func `counts each meter on its own`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try Self.activated(&vendor, machine, disk)
        try ledger.consume(5, at: LedgerVendor.start)
        let pages = Meter(3)
        #expect(
            try ledger.consume(1_000_000, of: pages, at: LedgerVendor.start)
                == Consumption(used: 1_000_000, left: nil))
        let again = try machine.open(disk.afterKill())
        let usage = again.summary(at: LedgerVendor.start).usage
        #expect(usage[.units] == 5)
        #expect(usage[pages] == 1_000_000)
    }

    @Test func `holds one license, and takes a newer key of it`() throws {
        var vendor = try LedgerVendor()
        let other = try LedgerVendor(seed: 6)
        let ledger = try Self.activated(&vendor, TestMachine(), SimulatedDisk())
        let (first, later) = (vendor.license, LedgerVendor.start + LedgerVendor.day)
        let id = first.claims.license
        #expect(throws: LedgerError.otherLicense(held: id)) {
            try ledger.take(other.license.message, at: later)
        }
        #expect(try ledger.take(first.message, at: later) == .known(.cwt))
        let renewed = try vendor.renew(at: later)
        #expect(
            try ledger.take(renewed, at: later)
                == .license(vendor.license.claims, replacing: LedgerVendor.start))
        #expect(
            throws: LedgerError.olderLicense(issuedAt: LedgerVendor.start, held: later)
        ) { try ledger.take(first.message, at: later) }
        #expect(try ledger.decide(vendor, at: later).isAllowed)
    }

    @Test func `refuses certificates and answers of another device`() throws {
        var vendor = try LedgerVendor()
        let first = try Self.activated(&vendor, TestMachine(50), SimulatedDisk())
        let second = try TestMachine(60).open(SimulatedDisk())
        let now = LedgerVendor.start
        try second.take(vendor.license.message, at: now)
        let answer = try vendor.answer(second.request(.activate, at: now), at: now)
        #expect(throws: LedgerError.message(.otherRequest)) {
            try first.take(answer, at: now)
        }
        let keys = ActivationKeys(pinning: LedgerVendor.service.verificationKey)
        let certificate = try #require(keys.verifyReceipt(answer).certificate)
        #expect(throws: LedgerError.message(.otherDevice)) {
            try first.take(certificate.message, at: now)
        }
        #expect(try second.take(answer, at: now) != .known(.receipt))
        #expect(try second.take(answer, at: now) == .known(.receipt))
        #expect(
            try second.take(certificate.message, at: now) == .known(.activationCertificate))
    }

    @Test func `ends when the seat was given back`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try Self.activated(&vendor, machine, disk)
        try ledger.consume(30, at: now)
        let request = try ledger.request(.deactivate, at: now)
        #expect(throws: LedgerError.ended) { try ledger.consume(at: now) }
        #expect(throws: LedgerError.ended) { try ledger.pendingReport(at: now) }
        #expect(throws: LedgerError.ended) { try ledger.request(.activate, at: now) }
        #expect(try ledger.decide(vendor, at: now).reasons == [.notActivated(.seats(2))])
        try ledger.take(vendor.answer(request, at: now), at: now)
        #expect(vendor.account.usage == UsageTotal(units: 30))
        #expect(vendor.account.pool?.granted == 30)
        #expect(throws: LedgerError.ended) { try machine.open(disk.afterKill()).consume(at: now) }
    }

    @Test func `takes one envelope with everything, in any order`() throws {
        var vendor = try LedgerVendor()
        let ledger = try TestMachine().open(SimulatedDisk())
        let now = LedgerVendor.start
        let objects = [
            try vendor.list(.valid, sequence: 3, at: now), vendor.license.message,
        ]
        let results = ledger.install(objects, at: now)
        #expect(results.count == 2)
        #expect(
            try results.map { try $0.get() } == [
                .license(vendor.license.claims, replacing: nil),
                .list(sequence: 3, .valid, issuedAt: now),
            ])
        let request = try ledger.request(.activate, at: now)
        #expect(try ledger.take(request, at: now) == .skipped(.activationRequest))
        let answer = try vendor.answer(request, at: now)
        let foreign = try LedgerVendor(seed: 9).license.message
        let mixed = ledger.install([foreign, answer], at: now)
        #expect(throws: LedgerError.otherLicense(held: vendor.license.claims.license)) {
            try mixed[0].get()
        }
        #expect(try mixed[1].get() != .known(.receipt))
        #expect(try ledger.decide(vendor, at: now).isAllowed)
    }

    @Test func `knows when it was copied to another machine`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try Self.activated(&vendor, machine, disk)
        try ledger.consume(at: LedgerVendor.start)
        let facts = machine.facts.withLock { $0 }
        machine.facts.withLock { $0 = TestMachine(99).facts.withLock { $0 } }
        let copy = try machine.open(disk.afterKill())
        #expect(try copy.decide(vendor, at: LedgerVendor.start).reasons == [.seatOfOtherMachine])
        #expect(throws: LedgerError.otherMachine) { try copy.consume(at: LedgerVendor.start) }
        // One of three facts may change.
        machine.facts.withLock {
            $0 = Array(facts.prefix(2)) + TestMachine(99).facts.withLock { $0.suffix(1) }
        }
        let changed = try machine.open(disk.afterKill())
        #expect(try changed.decide(vendor, at: LedgerVendor.start).isAllowed)
    }

    @Test func `of a license that needs no seat knows its machine too`() throws {
        let vendor = try LedgerVendor(seats: .notUsed)
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try machine.open(disk)
        try ledger.take(vendor.license.message, at: LedgerVendor.start)
        #expect(
            try ledger.consume(2, at: LedgerVendor.start) == Consumption(used: 2, left: 998))
        machine.facts.withLock { $0 = TestMachine(99).facts.withLock { $0 } }
        let copy = try machine.open(disk.afterKill())
        #expect(throws: LedgerError.otherMachine) { try copy.consume(at: LedgerVendor.start) }
    }

    @Test func `sends the same report until it is answered or there is more to say`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try Self.activated(&vendor, machine, disk)
        let first = try ledger.pendingReport(at: now)
        #expect(try ledger.pendingReport(at: now + .seconds(50)) == first)
        try ledger.consume(4, at: now)
        let second = try ledger.pendingReport(at: now)
        #expect(second != first)
        #expect(try machine.open(disk.afterKill()).pendingReport(at: now) == second)
        try ledger.take(vendor.answer(second, at: now), at: now)
        #expect(try ledger.pendingReport(at: now) != second)
        #expect(vendor.account.usage == UsageTotal(units: 4))
    }

    @Test func `learns that another copy of it reports`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try Self.activated(&vendor, machine, disk)
        let copy = try machine.open(disk.afterKill())
        try ledger.consume(1, at: now)
        try copy.consume(2, at: now)
        try ledger.take(vendor.answer(ledger.pendingReport(at: now), at: now), at: now)
        let answer = try vendor.answer(copy.pendingReport(at: now), at: now)
        #expect(try copy.take(answer, at: now) == .receipt([.forked], usage: UsageTotal(units: 2)))
        #expect(copy.summary(at: now).isForked)
    }

    @Test func `put back from a copy counts within one allowance, and is found by its report`()
        throws
    {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let now = LedgerVendor.start
        let ledger = try Self.activated(&vendor, machine, disk)
        let snapshot = disk.afterKill()
        #expect(try ledger.consume(100, at: now) == Consumption(used: 100, left: 0))
        try ledger.take(vendor.answer(ledger.pendingReport(at: now), at: now), at: now)
        let copy = try machine.open(snapshot)
        #expect(throws: LedgerError.allowanceExhausted(left: 100, used: 0, allowance: 100)) {
            try copy.consume(101, at: now)
        }
        // It can say so only in a report that contradicts the one that was answered.
        try copy.consume(99, at: now)
        let answer = try vendor.answer(copy.pendingReport(at: now), at: now)
        guard case .receipt(let effects, _) = try copy.take(answer, at: now) else {
            Issue.record("an answer is expected")
            return
        }
        #expect(effects.contains(.forked))
        #expect(copy.summary(at: now).isForked)
    }
}
