import COSE
import LicenseSync
import LicenseVerifier

/// One file of a journal: where the files before it ended, and room for records, zero at first.
///
/// All of the room is there from the beginning, so that a record is written over zeros and its
/// flush has no new length to record.
struct JournalSegment {
    static let headerSize = 1024
    static let capacity = 3640
    static let size = headerSize + capacity * JournalRecord.size

    private static let magic = Array("LKJOURN1".utf8)
    private static let digestOffset = headerSize - 32
    /// As many totals as the head has room for.
    static let maxMeters = (digestOffset - 64) / 16

    /// Counts the files, from 1 on.
    let number: UInt64
    /// Where the files before it ended.
    let base: JournalPosition

    var name: String { Self.name(number) }

    static func name(_ number: UInt64) -> String {
        let digits = String(number)
        return "journal." + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The number of a file of this name; nil for other files.
    static func number(of name: String) -> UInt64? {
        let prefix = "journal."
        guard name.hasPrefix(prefix), let number = UInt64(name.dropFirst(prefix.count)),
            self.name(number) == name
        else { return nil }
        return number
    }

    static func offset(ofSlot slot: Int) -> Int { headerSize + slot * JournalRecord.size }

    /// The file without a record.
    var content: [UInt8] {
        var fields = ByteWriter(capacity: Self.size)
        fields.append(Self.magic)
        fields.append(number)
        fields.append(base.sequence)
        fields.append(base.hash.bytes)
        let totals = base.usage.entries
        fields.append(UInt64(totals.count))
        for total in totals {
            fields.append(UInt64(total.meter.number))
            fields.append(total.units)
        }
        fields.pad(to: Self.digestOffset)
        fields.append(SHA256.digest(of: fields.bytes))
        fields.pad(to: Self.size)
        return fields.bytes
    }

    init(number: UInt64, base: JournalPosition) {
        self.number = number
        self.base = base
    }

    /// Reads the beginning of a file; nil for anything else.
    init?(header: ArraySlice<UInt8>) {
        guard header.count == Self.headerSize, header.starts(with: Self.magic) else { return nil }
        let digest = header.dropFirst(Self.digestOffset)
        guard SHA256.digest(of: Array(header.prefix(Self.digestOffset))).elementsEqual(digest)
        else { return nil }
        var fields = ByteReader(header.dropFirst(Self.magic.count))
        number = fields.number()
        let sequence = fields.number()
        let hash = JournalHash(digest: fields.bytes(32))
        var usage = UsageTotal()
        let count = fields.number()
        // Half of the numbers are never reached by counting, and leave room to count on.
        guard count <= UInt64(Self.maxMeters), number <= UInt64(Int64.max),
            sequence <= UInt64(Int64.max)
        else { return nil }
        for _ in 0..<count {
            guard let meter = UInt32(exactly: fields.number()) else { return nil }
            usage.raise(Meter(meter), to: fields.number())
        }
        base = JournalPosition(sequence: sequence, hash: hash, usage: usage)
    }
}
