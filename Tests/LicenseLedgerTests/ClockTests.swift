import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

@Suite struct `A ledger's clock` {
    private static let start = LedgerVendor.start
    private static let day = LedgerVendor.day

    private static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }

    @Test func `set back an hour or a month stands still, with a warning`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let latest = Self.start + Self.days(60)
        _ = try machine.open(disk, at: latest).decide(vendor, at: latest)
        for back in [Duration.seconds(3600), Self.days(30)] {
            let ledger = try machine.open(disk.afterKill(), at: latest - back)
            let decision = try ledger.decide(vendor, at: latest - back)
            #expect(decision.isAllowed)
            #expect(decision.warnings.contains(.clockHeld(at: latest, reading: latest - back)))
        }
    }

    @Test func `set back beyond anything that was signed is refused`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let signed = Self.start + Self.days(100)
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        try ledger.take(vendor.list(.valid, sequence: 9, at: signed), at: signed)
        for reading in [signed - Self.days(2), Timestamp("1970-01-01") ?? signed] {
            let opened = try machine.open(disk.afterKill(), at: reading)
            #expect(
                try opened.decide(vendor, at: reading).reasons == [.clockBehindSigned(at: signed)])
        }
        let close = try machine.open(disk.afterKill(), at: signed - .seconds(3600))
        #expect(try close.decide(vendor, at: signed - .seconds(3600)).isAllowed)
    }

    @Test func `set back does not bring an expired license back`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let expiry = try #require(vendor.license.claims.expiresAt)
        let late = expiry + Self.day
        _ = try machine.open(disk, at: late).decide(vendor, at: late)
        let back = Self.start + Self.days(10)
        let ledger = try machine.open(disk.afterKill(), at: back)
        #expect(try ledger.decide(vendor, at: back).reasons == [.expired(at: expiry)])
    }

    @Test func `that is held back does not stop time while the program runs`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let expiry = try #require(vendor.license.claims.expiresAt)
        let ledger = try machine.open(disk, at: expiry - Self.days(5))
        #expect(try ledger.decide(vendor, at: expiry - Self.days(5)).isAllowed)
        machine.elapsed.withLock { $0 += Self.days(6) }
        #expect(
            try ledger.decide(vendor, at: expiry - Self.days(5)).reasons
                == [.expired(at: expiry)])
    }

    @Test func `that jumps ahead while the program runs moves no mark`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let wrong = try #require(Timestamp("2038-01-01"))
        #expect(try !ledger.decide(vendor, at: wrong).isAllowed)
        #expect(ledger.summary(at: Self.start).marks.seen <= Self.start + .seconds(300))
        #expect(try ledger.decide(vendor, at: Self.start).isAllowed)
    }

    /// Each way to heal a mark that one boot in a wrong year has left.
    @Test(arguments: ["receipt", "list", "reset"])
    func `that ran ahead once is believed again after`(_ remedy: String) throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let wrong = try #require(Timestamp("2038-01-01"))
        _ = try machine.open(disk, at: wrong).decide(vendor, at: wrong)
        let now = Self.start + Self.days(40)
        let later = disk.afterKill()
        let ledger = try machine.open(later, at: now)
        #expect(try !ledger.decide(vendor, at: now).isAllowed)
        let activation = try #require(ledger.summary(at: now).certificate?.activation)
        let reset = ClockReset(
            of: activation, number: 1, time: now, expiresAt: now + Self.days(5))
        switch remedy {
        case "receipt":
            try ledger.take(vendor.answer(ledger.pendingReport(at: now), at: now), at: now)
        case "list": try ledger.take(vendor.list(.valid, sequence: 5, at: now), at: now)
        default: try ledger.take(reset.signed(by: LedgerVendor.service), at: now)
        }
        #expect(try ledger.decide(vendor, at: now).isAllowed)
        let again = try machine.open(later.afterKill(), at: now)
        #expect(try again.decide(vendor, at: now).isAllowed)
    }

    @Test func `takes each reset once, for its own activation, while it can be used`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let now = Self.start + Self.days(3)
        let activation = try #require(ledger.summary(at: now).certificate?.activation)
        func reset(
            _ number: UInt64, of id: ActivationID, until end: Timestamp
        ) throws -> Installed {
            try ledger.take(
                ClockReset(of: id, number: number, time: now, expiresAt: end)
                    .signed(by: LedgerVendor.service), at: now)
        }
        let later = now + Self.day
        #expect(try reset(3, of: activation, until: later) == .reset(to: now))
        #expect(throws: LedgerError.message(.resetUsed(number: 3))) {
            try reset(3, of: activation, until: later)
        }
        #expect(throws: LedgerError.message(.resetUsed(number: 2))) {
            try reset(2, of: activation, until: later)
        }
        #expect(throws: LedgerError.message(.resetExpired(at: now + .seconds(1)))) {
            let old = ClockReset(
                of: activation, number: 4, time: now, expiresAt: now + .seconds(1))
            try ledger.take(old.signed(by: LedgerVendor.service), at: later)
        }
        let other = try #require(ActivationID("3f0c6f2e-0a51-4f0e-9f0a-2f1f5c1d9f4e"))
        #expect(throws: LedgerError.message(.otherActivation)) {
            try reset(5, of: other, until: later)
        }
    }

    @Test func `is healed in a program that runs as well, and for those that start later`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let wrong = try #require(Timestamp("2038-01-01"))
        let running = try machine.open(disk, at: wrong)
        #expect(try !running.decide(vendor, at: wrong).isAllowed)
        let now = Self.start + Self.days(40)
        let other = try machine.open(disk, at: now)
        let activation = try #require(other.summary(at: now).certificate?.activation)
        let reset = ClockReset(
            of: activation, number: 1, time: now, expiresAt: now + Self.days(5))
        try other.take(reset.signed(by: LedgerVendor.service), at: now)
        machine.elapsed.withLock { $0 += .seconds(3600) }
        let later = now + .seconds(3600)
        #expect(try running.decide(vendor, at: later).isAllowed)
        #expect(running.summary(at: later).marks.seen <= later)
        #expect(try machine.open(disk.afterKill(), at: later).decide(vendor, at: later).isAllowed)
    }

    @Test func `moves its mark when units are used, without a decision`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        vendor.policy.lease = Self.days(35)
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let latest = Self.start + Self.days(40)
        let late = try machine.open(disk.afterKill(), at: latest)
        #expect(throws: LedgerError.leaseEnded(at: Self.start + Self.days(35))) {
            try late.consume(at: latest)
        }
        let back = Self.start + Self.days(2)
        let again = try machine.open(disk, at: latest)
        _ = try? again.consume(at: latest)
        let set = try machine.open(disk.afterKill(), at: back)
        #expect(throws: LedgerError.leaseEnded(at: Self.start + Self.days(35))) {
            try set.consume(at: back)
        }
    }

    @Test func `that was set back does not make an expired reset good`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        let now = Self.start + Self.days(3)
        let activation = try #require(ledger.summary(at: now).certificate?.activation)
        let reset = ClockReset(of: activation, number: 1, time: now, expiresAt: now + Self.day)
        let signed = now + Self.days(10)
        try ledger.take(vendor.list(.valid, sequence: 9, at: signed), at: signed)
        let back = try machine.open(disk.afterKill(), at: now)
        #expect(throws: LedgerError.message(.resetExpired(at: now + Self.day))) {
            try back.take(reset.signed(by: LedgerVendor.service), at: now)
        }
    }

    @Test func `on a disk that cannot be written still decides`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let readOnly = disk.afterKill()
        readOnly.setReadOnly(true)
        let now = Self.start + Self.days(20)
        let ledger = try machine.open(readOnly, at: now)
        #expect(try ledger.decide(vendor, at: now).isAllowed)
        #expect {
            try ledger.consume(at: now)
        } throws: { error in
            (error as? LedgerError)?.code == "ledger.read-only"
        }
        #expect {
            try ledger.take(vendor.list(.valid, sequence: 5, at: now), at: now)
        } throws: { error in
            (error as? LedgerError)?.code == "ledger.read-only"
        }
    }

    @Test func `forgets a damaged soft mark, and keeps the hard one`() throws {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        let late = Self.start + Self.days(60)
        _ = try machine.open(disk, at: late).decide(vendor, at: late)
        disk.edit("/device/clock") { $0[3] ^= 1 }
        let ledger = try machine.open(disk.afterKill(), at: Self.start + Self.days(2))
        #expect(ledger.summary(at: Self.start).marks.signed == Self.start)
        #expect(
            try ledger.decide(vendor, at: Self.start + Self.days(2)).warnings.allSatisfy {
                $0.code != "clock.held"
            })
    }
}
