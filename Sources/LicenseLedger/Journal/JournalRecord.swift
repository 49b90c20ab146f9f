import LicenseSync
import LicenseVerifier

/// One use of a license, as the journal has it before its hash (Ledger, journal).
struct JournalRecord: Equatable {
    /// Bytes of a record with its hash.
    static let size = fieldsSize + JournalHash.byteCount
    /// Bytes of a record's own fields.
    static let fieldsSize = 40

    /// Counts the records of the ledger, from 1 on.
    let sequence: UInt64
    let time: Timestamp
    let meter: Meter
    /// Whether the record was the first of those that were made durable together.
    let beginsBatch: Bool
    let amount: UInt64
    /// The meter's total with this record.
    let total: UInt64

    /// Thirty-one bits over a record's own fields (FNV-1a), by which a sound record is known even
    /// where the one before it is lost.
    private static func check(
        _ sequence: UInt64, _ time: UInt64, _ word: UInt64, _ amount: UInt64, _ total: UInt64
    ) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for field in [sequence, time, word, amount, total] {
            for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
                hash = (hash ^ (field >> shift & 0xff)) &* 0x100_0000_01b3
            }
        }
        return (hash ^ hash >> 31) & 0x7fff_ffff
    }

    func append(to fields: inout ByteWriter) {
        let seconds = UInt64(bitPattern: time.secondsSinceEpoch)
        let word = UInt64(meter.number) | (beginsBatch ? 1 << 32 : 0)
        fields.append(sequence)
        fields.append(seconds)
        fields.append(word | Self.check(sequence, seconds, word, amount, total) << 33)
        fields.append(amount)
        fields.append(total)
    }
}

extension JournalRecord {
    /// Reads a record's own fields; nil for anything else.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.fieldsSize else { return nil }
        var fields = ByteReader(bytes)
        let (sequence, seconds, word) = (fields.number(), fields.number(), fields.number())
        let (amount, total) = (fields.number(), fields.number())
        let own = word & 0x1_ffff_ffff
        guard word >> 33 == Self.check(sequence, seconds, own, amount, total),
            let time = Timestamp(secondsSinceEpoch: Int64(bitPattern: seconds))
        else { return nil }
        self.init(
            sequence: sequence, time: time, meter: Meter(UInt32(truncatingIfNeeded: own)),
            beginsBatch: own >> 32 == 1, amount: amount, total: total)
    }
}
