import LicenseSync
import LicenseVerifier

/// What is to be written of one use.
struct JournalUse: Sendable {
    let time: Timestamp
    let meter: Meter
    let amount: UInt64
}

/// Records that are made durable together, on their way to the disk.
///
/// In a file a record's own fields are between the hash before it and its own, so each hash is
/// taken over bytes that are there already.
struct JournalBatch {
    private var bytes: ByteWriter
    private var sequence: UInt64
    private var usage: UsageTotal
    private(set) var count = 0

    init(after position: JournalPosition, capacity: Int) {
        bytes = ByteWriter(capacity: JournalHash.byteCount + capacity * JournalRecord.size)
        bytes.append(position.hash.bytes)
        sequence = position.sequence
        usage = position.usage
    }

    /// The journal's position after the records.
    var position: JournalPosition {
        let hash = JournalHash(digest: bytes.bytes.suffix(JournalHash.byteCount))
        return JournalPosition(sequence: sequence, hash: hash, usage: usage)
    }

    /// The records, as they are written.
    var records: [UInt8] { Array(bytes.bytes.dropFirst(JournalHash.byteCount)) }

    mutating func append(_ use: JournalUse) throws(LedgerError) {
        let (total, overflow) = usage[use.meter].addingReportingOverflow(use.amount)
        guard use.amount > 0, !overflow else { throw .amount }
        sequence += 1
        usage.raise(use.meter, to: total)
        let record = JournalRecord(
            sequence: sequence, time: use.time, meter: use.meter, beginsBatch: count == 0,
            amount: use.amount, total: total)
        record.append(to: &bytes)
        bytes.appendDigest(ofLast: JournalHash.byteCount + JournalRecord.fieldsSize)
        count += 1
    }
}
