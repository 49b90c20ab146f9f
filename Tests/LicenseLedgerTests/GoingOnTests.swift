import COSE
import Glibc
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseLedger

/// Programs that run on after a fault, and what the next one finds.
@Suite struct `A ledger that continues after a fault` {
    private static let now = LedgerVerb.now

    private static func prepared() throws -> (LedgerVendor, TestMachine, SimulatedDisk) {
        var vendor = try LedgerVendor(usage: 1 << 40)
        vendor.policy = SyncPolicy(allowance: AllowancePolicy(headroom: 1 << 40, share: 1))
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        _ = try `A ledger`.activated(&vendor, machine, disk)
        return (vendor, machine, disk.afterKill())
    }

    /// Uses single units, and says how many uses returned.
    private static func use(_ ledgers: Ledger..., times: Int = 2) -> UInt64 {
        var returned: UInt64 = 0
        for _ in 0..<times {
            for ledger in ledgers where (try? ledger.consume(at: now)) != nil { returned += 1 }
        }
        return returned
    }

    /// Uses single units together, and says how many uses returned.
    private static func use(_ ledger: Ledger, together count: Int) -> UInt64 {
        let request = UsageRequest(amount: 1, meter: .units, time: now)
        let results = ledger.commit([UsageRequest](repeating: request, count: count))
        return UInt64(results.count { (try? $0.get()) != nil })
    }

    /// Fills the journal's first file but for a few places.
    private static func fill(_ ledger: Ledger, leaving free: Int) -> UInt64 {
        var left = JournalSegment.capacity - free
        while left > 0 {
            left -= Int(use(ledger, together: min(left, Journal.maxBatch)))
        }
        return UInt64(JournalSegment.capacity - free)
    }

    @Test(arguments: [EIO, EMFILE], [0, 1])
    func `keeps what had returned when a new file fails at any call`(
        _ code: Int32, _ free: Int
    ) throws {
        var survived = false
        let (_, machine, full) = try Self.prepared()
        let filled = try Self.fill(machine.open(full, at: Self.now), leaving: free)
        for call in 1... {
            let disk = full.afterKill()
            let first = try machine.open(disk, at: Self.now)
            let second = try machine.open(disk, at: Self.now)
            var returned = filled
            disk.plan(.failure(code: code), at: call)
            returned += Self.use(first, together: free + 1)
            let happened = disk.cancelAccident()
            returned += call % 2 == 0 ? Self.use(first, second) : Self.use(second, first)
            let used = try machine.open(disk.afterKill(), at: Self.now)
                .summary(at: Self.now).usage[.units]
            // A flush that failed leaves a batch of which nobody can say.
            #expect(
                used >= returned && used <= returned + UInt64(free + 1), "call \(call)")
            guard happened else {
                survived = true
                break
            }
        }
        #expect(survived)
    }

    @Test(arguments: LedgerVerb.all)
    func `keeps what had returned when any call of a verb fails`(_ verb: LedgerVerb) throws {
        for call in 1... {
            var (vendor, machine, disk) = try Self.prepared()
            let first = try machine.open(disk, at: Self.now)
            let second = try machine.open(disk, at: Self.now)
            var returned = Self.use(first)
            disk.plan(.failure(code: EIO), at: call)
            let before = first.summary(at: Self.now).usage[.units]
            let failed = (try? verb.run(first, &vendor)) == nil
            let happened = disk.cancelAccident()
            if !failed { returned += first.summary(at: Self.now).usage[.units] - before }
            returned += Self.use(first, second)
            let opened = try machine.open(disk.afterKill(), at: Self.now)
            let summary = opened.summary(at: Self.now)
            let used = summary.usage[.units]
            #expect(used >= returned && used <= returned + 5, "call \(call)")
            // The next process sees what the directory says.
            if first.summary(at: Self.now).hasEnded != summary.hasEnded {
                Issue.record("call \(call): one says that the seat was given back")
            }
            guard happened else { break }
        }
    }

    /// A process is killed at any call of a use; the next one continues from what it finds, and
    /// then the power goes.
    @Test(arguments: 0..<UInt64(12))
    func `makes durable what a killed process had written before it builds on it`(
        _ seed: UInt64
    ) throws {
        for call in 1...20 {
            var (vendor, machine, disk) = try Self.prepared()
            let killed = try machine.open(disk, at: Self.now)
            var returned = Self.use(killed)
            disk.plan(.powerLoss, at: call)
            returned += Self.use(killed, times: 1)
            let happened = disk.cancelAccident()
            let survivor = disk.afterKill()
            let next = try machine.open(survivor, at: Self.now)
            // Reported, and written into the state file.
            try next.take(
                vendor.answer(next.pendingReport(at: Self.now), at: Self.now), at: Self.now)
            let told = next.summary(at: Self.now).usage[.units]
            if call % 2 == 0 { returned += Self.use(next, times: 3) }
            var generator = SplitMix64(seed: seed << 32 | UInt64(call))
            let last = try machine.open(survivor.afterPowerLoss(&generator), at: Self.now)
            let used = last.summary(at: Self.now).usage[.units]
            #expect(used >= max(returned, told), "call \(call)")
            guard happened else { break }
        }
    }

    @Test(arguments: 0..<UInt64(12))
    func `writes again what a flush that failed has left`(_ seed: UInt64) throws {
        for call in 1...20 {
            let (_, machine, disk) = try Self.prepared()
            let failing = try machine.open(disk, at: Self.now)
            disk.plan(.failure(code: EIO), at: call)
            var returned = Self.use(failing, times: 1)
            let happened = disk.cancelAccident()
            let next = try machine.open(disk.afterKill(), at: Self.now)
            let found = next.summary(at: Self.now).usage[.units]
            #expect(found >= returned)
            let later = disk.afterKill()
            let again = try machine.open(later, at: Self.now)
            returned = found + Self.use(again)
            var generator = SplitMix64(seed: seed << 32 | UInt64(call))
            let last = try machine.open(later.afterPowerLoss(&generator), at: Self.now)
            #expect(last.summary(at: Self.now).usage[.units] >= returned, "call \(call)")
            guard happened else { break }
        }
    }

    @Test func `reads again what it could not read`() throws {
        for call in 1...20 {
            let (_, machine, disk) = try Self.prepared()
            let first = try machine.open(disk, at: Self.now)
            let second = try machine.open(disk, at: Self.now)
            _ = try second.request(.deactivate, at: Self.now)
            disk.plan(.failure(code: EMFILE), at: call)
            _ = try? first.consume(at: Self.now)
            guard disk.cancelAccident() else { break }
            #expect(throws: LedgerError.ended, "call \(call)") {
                try first.consume(at: Self.now)
            }
        }
    }

    @Test func `decides on a disk that became read-only with the rest of a write on it`() throws {
        let (vendor, machine, disk) = try Self.prepared()
        _ = try machine.open(disk, at: Self.now).consume(at: Self.now)
        disk.edit("/device/journal.000001") { bytes in
            bytes[JournalSegment.offset(ofSlot: 1) + 5] = 9
        }
        let readOnly = disk.afterKill()
        readOnly.setReadOnly(true)
        let ledger = try machine.open(readOnly, at: Self.now)
        #expect(try ledger.decide(vendor, at: Self.now).isAllowed)
        #expect(ledger.summary(at: Self.now).usage[.units] == 1)
        #expect(ledger.summary(at: Self.now).torn == 1)
        #expect { try ledger.consume(at: Self.now) } throws: { error in
            (error as? LedgerError)?.code == "ledger.read-only"
        }
    }

    // MARK: - Files that are not there, or too large

    @Test func `does not begin anew where the state file is gone and something was counted`() throws
    {
        let (_, machine, disk) = try Self.prepared()
        _ = try machine.open(disk, at: Self.now).consume(7, at: Self.now)
        let journal = disk.contents("/device/journal.000001")
        disk.unlink("/device/state")
        #expect(throws: LedgerError.stateMissing(path: "/device/state")) {
            try machine.open(disk.afterKill(), at: Self.now)
        }
        #expect(disk.contents("/device/journal.000001") == journal)
    }

    @Test func `is refused with a state file of any length that is not its own`() throws {
        let (_, machine, disk) = try Self.prepared()
        disk.edit("/device/state") { $0 = [UInt8](repeating: 7, count: LedgerState.maxBytes + 1) }
        #expect { try machine.open(disk.afterKill(), at: Self.now) } throws: { error in
            (error as? LedgerError)?.code == "ledger.too-large"
        }
    }

    @Test func `counts as many things as a file's head has room for, and no more`() throws {
        let (_, machine, disk) = try Self.prepared()
        let ledger = try machine.open(disk, at: Self.now)
        let most = JournalSegment.maxMeters
        for number in 1..<UInt32(most) {
            try ledger.consume(UInt64(number), of: Meter(number), at: Self.now)
        }
        #expect(throws: LedgerError.tooManyMeters(limit: most)) {
            try ledger.consume(of: Meter(UInt32(most)), at: Self.now)
        }
        #expect(try ledger.consume(at: Self.now).used == 1)
        _ = Self.fill(ledger, leaving: 0)
        let again = try machine.open(disk.afterKill(), at: Self.now)
        let usage = again.summary(at: Self.now).usage
        #expect(usage.entries.count == most)
        #expect(usage[Meter(5)] == 5)
    }
}
