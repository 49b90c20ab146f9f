import COSE
import COSESigning
import Glibc
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

/// One thing that a ledger does, with what must hold before and after it.
struct LedgerVerb: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let run: @Sendable (Ledger, inout LedgerVendor) throws -> Void

    static let now = LedgerVendor.start + .seconds(3 * 86_400)

    static let all = [
        LedgerVerb(testDescription: "use units") { ledger, _ in
            try ledger.consume(5, at: now)
        },
        LedgerVerb(testDescription: "take a newer license key") { ledger, vendor in
            try ledger.take(vendor.renew(at: now), at: now)
        },
        LedgerVerb(testDescription: "take a status list") { ledger, vendor in
            try ledger.take(vendor.list(.suspended, sequence: 30, at: now), at: now)
        },
        LedgerVerb(testDescription: "make a request") { ledger, _ in
            _ = try ledger.request(.activate, at: now)
        },
        LedgerVerb(testDescription: "make a report") { ledger, _ in
            _ = try ledger.pendingReport(at: now)
        },
        LedgerVerb(testDescription: "take an answer") { ledger, vendor in
            try ledger.take(
                vendor.answer(ledger.pendingReport(at: now), at: now), at: now)
        },
        LedgerVerb(testDescription: "give the seat back") { ledger, _ in
            _ = try ledger.request(.deactivate, at: now)
        },
    ]
}

@Suite struct `A ledger among faults` {
    /// What a person could tell of a ledger.
    private struct Face: Equatable {
        let usage: UsageTotal
        let issuedAt: Timestamp?
        let list: UInt64?
        let waiting: Int
        let hasEnded: Bool

        init(_ ledger: Ledger) {
            let summary = ledger.summary(at: LedgerVerb.now)
            usage = summary.usage
            issuedAt = summary.license?.claims.issuedAt
            list = summary.list?.sequence
            waiting = summary.waiting
            hasEnded = summary.hasEnded
        }
    }

    private static func prepared() throws -> (LedgerVendor, TestMachine, SimulatedDisk) {
        var vendor = try LedgerVendor()
        let (machine, disk) = (TestMachine(), SimulatedDisk())
        let ledger = try `A ledger`.activated(&vendor, machine, disk)
        try ledger.consume(10, at: LedgerVendor.start)
        return (vendor, machine, disk.afterKill())
    }

    /// The faces before and after a verb that nothing disturbs.
    private static func faces(of verb: LedgerVerb) throws -> (before: Face, after: Face) {
        var (vendor, machine, disk) = try prepared()
        let ledger = try machine.open(disk, at: LedgerVerb.now)
        let before = Face(ledger)
        try verb.run(ledger, &vendor)
        return (before, Face(try machine.open(disk.afterKill(), at: LedgerVerb.now)))
    }

    /// Whether a face is one that the verb may leave behind: the old one, the new one, or, for verbs
    /// of two steps, one between.
    private static func isWhole(
        _ face: Face, _ faces: (before: Face, after: Face)
    ) -> Bool {
        func between<Value: Equatable>(_ path: KeyPath<Face, Value>) -> Bool {
            face[keyPath: path] == faces.before[keyPath: path]
                || face[keyPath: path] == faces.after[keyPath: path]
        }
        return between(\.usage) && between(\.issuedAt) && between(\.list)
            && between(\.hasEnded) && face.waiting <= faces.before.waiting + 1
    }

    @Test(arguments: LedgerVerb.all, [ENOSPC, EIO, EMFILE])
    func `is the old one or the new one when any call of a verb fails`(
        _ verb: LedgerVerb, _ code: Int32
    ) throws {
        let faces = try Self.faces(of: verb)
        var survived = false
        for call in 1... {
            var (vendor, machine, disk) = try Self.prepared()
            let ledger = try machine.open(disk, at: LedgerVerb.now)
            disk.plan(.failure(code: code), at: call)
            var failed = false
            do {
                try verb.run(ledger, &vendor)
            } catch {
                failed = true
            }
            guard disk.cancelAccident() else {
                survived = true
                #expect(!failed)
                break
            }
            let reopened = try machine.open(disk.afterKill(), at: LedgerVerb.now)
            let face = Face(reopened)
            #expect(Self.isWhole(face, faces), "call \(call)")
            if !failed { #expect(face.usage == faces.after.usage, "call \(call)") }
            // The directory is usable: what failed works the second time.
            if !face.hasEnded {
                let used = face.usage[.units]
                #expect(
                    try reopened.consume(1, at: LedgerVerb.now).used == used + 1, "call \(call)")
            }
        }
        #expect(survived)
    }

    @Test func `decides by what it holds as soon as files can be opened again`() throws {
        for call in 1... {
            let (vendor, machine, disk) = try Self.prepared()
            let ledger = try machine.open(disk, at: LedgerVerb.now)
            let list = try vendor.list(.suspended, sequence: 30, at: LedgerVerb.now)
            disk.plan(.failure(code: EMFILE), at: call)
            _ = try? ledger.take(list, at: LedgerVerb.now)
            guard disk.cancelAccident() else { break }
            let isHeld = Face(try machine.open(disk.afterKill(), at: LedgerVerb.now)).list == 30
            let decision = try ledger.decide(vendor, at: LedgerVerb.now)
            #expect(decision.isAllowed == !isHeld, "call \(call)")
        }
    }

    @Test(arguments: LedgerVerb.all, 0..<UInt64(4))
    func `is the old one or the new one when the power goes at any call`(
        _ verb: LedgerVerb, _ seed: UInt64
    ) throws {
        let faces = try Self.faces(of: verb)
        for call in 1... {
            var (vendor, machine, disk) = try Self.prepared()
            let ledger = try machine.open(disk, at: LedgerVerb.now)
            disk.plan(.powerLoss, at: call)
            var returned = true
            do {
                try verb.run(ledger, &vendor)
            } catch {
                returned = false
            }
            guard disk.cancelAccident() else { break }
            var generator = SplitMix64(seed: seed << 32 | UInt64(call))
            let survivor = disk.afterPowerLoss(&generator)
            let face = Face(try machine.open(survivor, at: LedgerVerb.now))
            #expect(Self.isWhole(face, faces), "call \(call)")
            if returned { #expect(face.usage == faces.after.usage, "call \(call)") }
        }
    }

    @Test(arguments: 0..<UInt64(3))
    func `is made whole or not at all`(seed: UInt64) throws {
        var opened = false
        for call in 1... {
            let (machine, disk) = (TestMachine(), SimulatedDisk())
            disk.plan(.powerLoss, at: call)
            _ = try? machine.open(disk)
            guard disk.cancelAccident() else {
                opened = true
                break
            }
            var generator = SplitMix64(seed: seed << 32 | UInt64(call))
            let survivor = disk.afterPowerLoss(&generator)
            let ledger = try machine.open(survivor)
            #expect(ledger.summary(at: LedgerVendor.start).records == 0, "call \(call)")
        }
        #expect(opened)
    }

    /// Many uses, the power lost at a random call again and again.
    @Test(arguments: 0..<UInt64(20))
    func `counts what had returned, and nothing twice`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var (_, machine, disk) = try Self.prepared()
        var (returned, attempted): (UInt64, UInt64) = (10, 10)
        for _ in 0..<12 {
            guard let ledger = try? machine.open(disk, at: LedgerVerb.now) else {
                Issue.record("the ledger cannot be opened")
                return
            }
            let used = ledger.summary(at: LedgerVerb.now).usage[.units]
            #expect(returned <= used && used <= attempted)
            (returned, attempted) = (used, used)
            disk.plan(.powerLoss, at: Int(generator.next() % 30) + 1)
            while attempted < 100 {
                attempted += 1
                do {
                    try ledger.consume(1, at: LedgerVerb.now)
                    returned += 1
                } catch {
                    break
                }
            }
            disk = disk.afterPowerLoss(&generator)
        }
    }

    @Test func `is refused when its state file is damaged, and left as it is`() throws {
        let (_, machine, disk) = try Self.prepared()
        let path = "/device/state"
        let whole = try #require(disk.contents(path))
        for bit in stride(from: 0, to: whole.count * 8, by: 11) {
            disk.edit(path) { $0[bit / 8] ^= 1 << UInt8(bit % 8) }
            #expect(throws: LedgerError.stateDamaged(path: path)) { try machine.open(disk) }
            disk.edit(path) { $0 = whole }
        }
        for count in stride(from: 0, to: whole.count, by: 37) {
            disk.edit(path) { $0 = Array(whole.prefix(count)) }
            #expect(throws: LedgerError.stateDamaged(path: path)) { try machine.open(disk) }
        }
        disk.edit(path) { $0 = whole }
        _ = try machine.open(disk)
    }

    @Test func `notices a journal that was put back, or exchanged, or is gone`() throws {
        var (vendor, machine, disk) = try Self.prepared()
        let path = "/device/journal.000001"
        let old = try #require(disk.contents(path))
        let ledger = try machine.open(disk)
        try ledger.consume(5, at: LedgerVerb.now)
        try ledger.take(vendor.renew(at: LedgerVerb.now), at: LedgerVerb.now)
        let new = try #require(disk.contents(path))
        disk.edit(path) { $0 = old }
        #expect(throws: LedgerError.journalBehind(record: 1, expected: 2)) {
            try machine.open(disk.afterKill())
        }
        let other = SimulatedDisk()
        var journal = try Journal.create(in: "/device", other)
        for _ in 0..<3 {
            try journal.append(
                [JournalUse(time: LedgerVerb.now, meter: .units, amount: 1)], other)
        }
        disk.edit(path) { $0 = other.contents(path)! }
        #expect(throws: LedgerError.journalBehind(record: 2, expected: 2)) {
            try machine.open(disk.afterKill())
        }
        disk.edit(path) { $0 = new }
        _ = try machine.open(disk.afterKill())
        disk.unlink(path)
        #expect(throws: LedgerError.journalMissing) { try machine.open(disk.afterKill()) }
    }
}
