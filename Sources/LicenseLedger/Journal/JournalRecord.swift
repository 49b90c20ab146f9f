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
        fields.append(sequence)
        fields.append(UInt64(bitPattern: time.secondsSinceEpoch))
        fields.append(UInt64(meter.number) | (beginsBatch ? 1 << 32 : 0))
        fields.append(amount)
        fields.append(total)
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
        let meterAndFlag = fields.number()
        guard let time, meterAndFlag >> 33 == 0 else { return nil }
        self.init(
            after: previous, sequence: sequence, time: time,
            meter: Meter(UInt32(truncatingIfNeeded: meterAndFlag)),
            beginsBatch: meterAndFlag >> 32 == 1, amount: fields.number(), total: fields.number())
        guard hash.bytes.elementsEqual(fields.rest) else { return nil }
    }
}
