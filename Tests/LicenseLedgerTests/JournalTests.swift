import COSE
import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseTestSupport
import LicenseVerifier
import Synchronization
import Testing

@testable import LicenseLedger

@Suite struct `A usage journal` {
    private static let path = "/device/journal.000001"

    private static func use(_ amount: UInt64, _ meter: Meter = .units) -> JournalUse {
        JournalUse(time: LedgerVendor.start, meter: meter, amount: amount)
    }

    /// Batches of these sizes, each unit amount its position.
    private static func journal(
        _ disk: SimulatedDisk, batches: [Int]
    ) throws -> Journal {
        var journal = try Journal.create(in: "/device", disk)
        for count in batches {
            try journal.append((0..<count).map { _ in use(3) }, disk)
        }
        return journal
    }

    private static func reopen(
        _ disk: SimulatedDisk, floor: UInt64 = 0
    ) throws(LedgerError) -> Journal {
        try Journal.open(in: "/device", floor: floor, disk)
    }

    @Test func `hashes each record over the one before it`() throws {
        var batch = JournalBatch(after: .start, capacity: 2)
        try batch.append(Self.use(5))
        let first = batch.records
        // 32 zero bytes, then each field in eight bytes, the lowest first; the third holds the
        // meter, the flag and 31 check bits.
        #expect(Array(first.prefix(8)) == [1, 0, 0, 0, 0, 0, 0, 0])
        let hash = SHA256.digest(of: [UInt8](repeating: 0, count: 32) + first.prefix(40))
        #expect(Array(first.dropFirst(40)) == hash)
        #expect(batch.position.hash.bytes == hash)
        try batch.append(Self.use(5))
        let second = batch.records.dropFirst(72)
        #expect(Array(second.dropFirst(40)) == SHA256.digest(of: hash + second.prefix(40)))
        #expect(batch.position.usage[.units] == 10)
        var other = JournalBatch(after: batch.position, capacity: 1)
        try other.append(Self.use(5))
        #expect(other.records != first)
    }

    @Test func `takes no record that would count beyond the largest number`() throws {
        var batch = JournalBatch(after: .start, capacity: 2)
        try batch.append(Self.use(.max))
        #expect(throws: LedgerError.amount) { try batch.append(Self.use(1)) }
        #expect(throws: LedgerError.amount) { try batch.append(Self.use(0)) }
        #expect(batch.count == 1)
    }

    @Test func `is read as it was written`() throws {
        let disk = SimulatedDisk()
        var journal = try Self.journal(disk, batches: [1, 3, 2])
        try journal.append([Self.use(7, Meter(2)), Self.use(1)], disk)
        let again = try Self.reopen(disk)
        #expect(again.position == journal.position)
        #expect(again.position.sequence == 8)
        #expect(again.position.usage[.units] == 19)
        #expect(again.position.usage[Meter(2)] == 7)
        #expect(again.torn == 0)
    }

    /// The last batch, cut after each of its bytes or with each sector of it lost.
    @Test func `loses of an unfinished batch only what was not whole`() throws {
        let disk = SimulatedDisk()
        _ = try Self.journal(disk, batches: [2, 3])
        let whole = try #require(disk.contents(Self.path))
        let start = JournalSegment.offset(ofSlot: 2)
        let end = JournalSegment.offset(ofSlot: 5)
        for cut in start..<end {
            let torn = SimulatedDisk()
            _ = try Self.journal(torn, batches: [])
            torn.edit(Self.path) { bytes in
                bytes = whole
                for index in cut..<end { bytes[index] = 0 }
            }
            let journal = try Self.reopen(torn)
            let kept = 2 + (cut - start) / JournalRecord.size
            #expect(journal.position.sequence == UInt64(kept))
            #expect(journal.position.usage[.units] == UInt64(3 * kept))
            // What was cut off is zero again, so the next record is written over nothing.
            var going = journal
            try going.append([Self.use(1)], torn)
            #expect(try Self.reopen(torn).position == going.position)
        }
        for lost in [start, start + 72, start + 100] {
            let torn = SimulatedDisk()
            _ = try Self.journal(torn, batches: [])
            torn.edit(Self.path) { bytes in
                bytes = whole
                for index in lost..<lost + 40 { bytes[index] = 0 }
            }
            let journal = try Self.reopen(torn)
            #expect(journal.position.sequence == UInt64(2 + (lost - start) / 72))
            #expect(journal.torn > 0)
        }
    }

    @Test func `names a damaged record that others follow, whichever byte of it is wrong`() throws {
        let disk = SimulatedDisk()
        _ = try Self.journal(disk, batches: [1, 1, 1])
        let whole = try #require(disk.contents(Self.path))
        for slot in 0..<2 {
            for byte in 0..<JournalRecord.size {
                let offset = JournalSegment.offset(ofSlot: slot) + byte
                disk.edit(Self.path) { bytes in
                    bytes = whole
                    bytes[offset] ^= 0x40
                }
                #expect(
                    throws: LedgerError.journalDamaged(
                        record: UInt64(slot + 1), path: Self.path)
                ) { try Self.reopen(disk) }
                // The file is evidence, and stays as it is.
                #expect(disk.contents(Self.path)?[offset] == whole[offset] ^ 0x40)
            }
        }
    }

    @Test func `keeps a damaged last record that the state file has seen`() throws {
        let disk = SimulatedDisk()
        _ = try Self.journal(disk, batches: [1, 1])
        let offset = JournalSegment.offset(ofSlot: 1) + 20
        disk.edit(Self.path) { $0[offset] ^= 1 }
        let damaged = disk.contents(Self.path)
        #expect(throws: LedgerError.journalDamaged(record: 2, path: Self.path)) {
            try Self.reopen(disk, floor: 2)
        }
        #expect(disk.contents(Self.path) == damaged)
        #expect(try Self.reopen(disk, floor: 1).torn == 1)
    }

    @Test func `is refused with any bit of its head flipped, and without it`() throws {
        let disk = SimulatedDisk()
        _ = try Self.journal(disk, batches: [1])
        for bit in stride(from: 0, to: JournalSegment.headerSize * 8, by: 7) {
            disk.edit(Self.path) { $0[bit / 8] ^= 1 << UInt8(bit % 8) }
            #expect(throws: LedgerError.journalDamaged(record: nil, path: Self.path)) {
                try Self.reopen(disk)
            }
            disk.edit(Self.path) { $0[bit / 8] ^= 1 << UInt8(bit % 8) }
        }
        #expect(try Self.reopen(disk).position.sequence == 1)
        disk.unlink(Self.path)
        #expect(throws: LedgerError.journalMissing) { try Self.reopen(disk) }
    }

    @Test func `continues in a new file when one is full, and keeps the last`() throws {
        let disk = SimulatedDisk()
        var journal = try Journal.create(in: "/device", disk)
        var written = 0
        for round in 0..<(3 * JournalSegment.capacity / 200) {
            let uses = (0..<200).map { _ in Self.use(UInt64(round % 5 + 1)) }
            if journal.isFull(for: uses.count) { try journal.rotate(disk) }
            try journal.append(uses, disk)
            written += uses.count
        }
        let again = try Self.reopen(disk)
        #expect(again.position == journal.position)
        #expect(again.position.sequence == UInt64(written))
        let names = try disk.names(in: "/device").sorted()
        #expect(names.compactMap(JournalSegment.number) == [2, 3])
        let newest = try #require(disk.contents("/device/" + JournalSegment.name(3)))
        let base = try #require(
            JournalSegment(header: newest.prefix(JournalSegment.headerSize))
        ).base
        #expect(try again.hash(after: base.sequence, disk) == base.hash)
        #expect(try again.hash(after: again.position.sequence, disk) == again.position.hash)
        #expect(try again.hash(after: base.sequence - 1, disk) == nil)
    }

    @Test func `takes in what another process has written`() throws {
        let disk = SimulatedDisk()
        var first = try Self.journal(disk, batches: [1])
        var second = try Self.reopen(disk)
        #expect(try !second.hasNews(disk))
        try first.append([Self.use(2), Self.use(2)], disk)
        #expect(try second.hasNews(disk))
        try second.read(floor: 0, disk)
        #expect(second.position == first.position)
        try second.append([Self.use(9)], disk)
        try first.read(floor: 0, disk)
        #expect(first.position == second.position)
    }

    @Test func `writes nothing more after a flush that failed`() throws {
        let disk = SimulatedDisk()
        var journal = try Self.journal(disk, batches: [1])
        disk.plan(.failure(code: 5), at: 2)
        #expect(throws: LedgerError.self) { try journal.append([Self.use(1)], disk) }
        #expect(journal.isUnknown)
        #expect(throws: LedgerError.mustBeReopened) { try journal.append([Self.use(1)], disk) }
        #expect(journal.position.sequence == 1)
    }

    @Test func `is as before after a write that failed`() throws {
        let disk = SimulatedDisk()
        var journal = try Self.journal(disk, batches: [1])
        let before = disk.contents(Self.path)
        disk.plan(.failure(code: 28), at: 1)
        #expect(throws: LedgerError.self) {
            try journal.append([Self.use(1), Self.use(1)], disk)
        }
        #expect(!journal.isUnknown)
        #expect(disk.contents(Self.path) == before)
        try journal.append([Self.use(4)], disk)
        #expect(try Self.reopen(disk).position.usage[.units] == 7)
    }

    @Test func `refuses a total beyond what can be counted`() throws {
        let disk = SimulatedDisk()
        var journal = try Journal.create(in: "/device", disk)
        try journal.append([Self.use(.max)], disk)
        let position = journal.position
        #expect(throws: LedgerError.self) { try journal.append([Self.use(1)], disk) }
        #expect(journal.position == position)
    }
}
