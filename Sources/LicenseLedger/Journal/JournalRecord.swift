import COSE
import LicenseSync
import LicenseVerifier

/// One use of a license, as it stands in the journal (Ledger, journal).
struct JournalRecord: Equatable {
    /// Bytes of a record.
    static let size = 72

    /// Counts the records of the ledger, from 1 on.
    let sequence: UInt64
    let time: Timestamp
    let meter: Meter
    /// Whether the record was the first of those that were made durable together.
    let beginsBatch: Bool
    let amount: UInt64
    /// The meter's total with this record.
    let total: UInt64
    /// Covers this record and all before it.
    let hash: JournalHash

    /// The next record after a chain's end.
    init(
        after previous: JournalHash, sequence: UInt64, time: Timestamp, meter: Meter,
        beginsBatch: Bool, amount: UInt64, total: UInt64
    ) {
        self.sequence = sequence
        self.time = time
        self.meter = meter
        self.beginsBatch = beginsBatch
        self.amount = amount
        self.total = total
        var fields = ByteWriter(capacity: Self.size)
        fields.append(previous.bytes)
        Self.append(&fields, sequence, time, meter, beginsBatch, amount, total)
        hash = JournalHash(digest: SHA256.digest(of: fields.bytes))
    }

    private static func append(
        _ fields: inout ByteWriter, _ sequence: UInt64, _ time: Timestamp, _ meter: Meter,
        _ beginsBatch: Bool, _ amount: UInt64, _ total: UInt64
    ) {
        let seconds = UInt64(bitPattern: time.secondsSinceEpoch)
        let word = UInt64(meter.number) | (beginsBatch ? 1 << 32 : 0)
        fields.append(sequence)
        fields.append(seconds)
        fields.append(word | check(sequence, seconds, word, amount, total) << 33)
        fields.append(amount)
        fields.append(total)
    }

    /// Thirty-one bits over a record's own fields (FNV-1a), by which a sound record is known even
    /// where the one before it is lost.
    private static func check(_ fields: UInt64...) -> UInt64 {
        let hash = fields.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, field in
            stride(from: 0, to: 64, by: 8).reduce(hash) { hash, shift in
                (hash ^ (field >> UInt64(shift) & 0xff)) &* 0x100_0000_01b3
            }
        }
        return (hash ^ hash >> 31) & 0x7fff_ffff
    }

    /// Whether bytes are a record that begins a batch, whatever stood before it.
    static func beginsBatch(_ bytes: ArraySlice<UInt8>) -> Bool {
        var reader = ByteReader(bytes)
        let (sequence, time, word) = (reader.number(), reader.number(), reader.number())
        let own = word & 0x1_ffff_ffff
        return own >> 32 == 1
            && word >> 33 == check(sequence, time, own, reader.number(), reader.number())
    }

    func append(to fields: inout ByteWriter) {
        Self.append(&fields, sequence, time, meter, beginsBatch, amount, total)
        fields.append(hash.bytes)
    }

    /// Reads a record that follows a chain's end by its own hash; nil for anything else.
    init?(_ bytes: ArraySlice<UInt8>, after previous: JournalHash) {
        guard bytes.count == Self.size else { return nil }
        var fields = ByteReader(bytes)
        let sequence = fields.number()
        let time = Timestamp(secondsSinceEpoch: Int64(bitPattern: fields.number()))
        let word = fields.number()
        guard let time else { return nil }
        self.init(
            after: previous, sequence: sequence, time: time,
            meter: Meter(UInt32(truncatingIfNeeded: word)), beginsBatch: word >> 32 & 1 == 1,
            amount: fields.number(), total: fields.number())
        let check = Self.check(
            sequence, UInt64(bitPattern: time.secondsSinceEpoch), word & 0x1_ffff_ffff, amount,
            total)
        guard word >> 33 == check, hash.bytes.elementsEqual(fields.rest) else { return nil }
    }
}
