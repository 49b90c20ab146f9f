import COSE
import LicenseSync
import LicenseVerifier

/// The position of a journal: what all its records add up to.
struct JournalPosition: Equatable {
    /// The number of the last record; 0 before the first.
    var sequence: UInt64
    /// The hash of the last record.
    var hash: JournalHash
    /// What was used in all.
    var usage: UsageTotal

    static let start = JournalPosition(sequence: 0, hash: .empty, usage: UsageTotal())

    /// Takes a record with its hash, if it is the next one; nil if it is not.
    mutating func advance(_ slot: ArraySlice<UInt8>) -> JournalRecord? {
        guard let record = JournalRecord(slot), record.sequence == sequence + 1, record.amount > 0
        else { return nil }
        let (total, overflow) = usage[record.meter].addingReportingOverflow(record.amount)
        guard !overflow, record.total == total else { return nil }
        var fields = ByteWriter(capacity: JournalHash.byteCount + JournalRecord.size)
        fields.append(hash.bytes)
        fields.append(Array(slot.prefix(JournalRecord.fieldsSize)))
        let digest = SHA256.digest(of: fields.bytes)
        guard digest.elementsEqual(slot.dropFirst(JournalRecord.fieldsSize)) else { return nil }
        sequence = record.sequence
        hash = JournalHash(digest: digest)
        usage.raise(record.meter, to: total)
        return record
    }
}
