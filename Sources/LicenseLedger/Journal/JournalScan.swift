import LicenseSync

/// What the slots of a journal file hold from some slot on.
struct JournalScan {
    /// How many records follow one another soundly.
    var records = 0
    /// Where the journal stands after them.
    var position: JournalPosition
    /// What comes after them.
    var end = End.free

    enum End: Equatable {
        /// Zeros.
        case free
        /// Bytes of a write that was never finished, up to and without this slot.
        case torn(through: Int)
        /// A record that cannot be read, while later ones were made durable after it.
        case damaged
    }

    /// Reads slots whose first follows a position.
    ///
    /// At most one batch is ever on its way to the disk, so a record that cannot be read is the rest
    /// of an unfinished write, unless a whole later batch begins behind it.
    init(_ slots: ArraySlice<UInt8>, after start: JournalPosition) {
        position = start
        let count = slots.count / JournalRecord.size
        while records < count,
            let record = JournalRecord(Self.slot(records, of: slots), after: position.hash),
            position.advance(record)
        {
            records += 1
        }
        guard records < count, let last = Self.lastUsedSlot(of: slots, from: records) else {
            return
        }
        let laterBatch = (records + 1..<count).contains { slot in
            JournalRecord.beginsBatch(Self.slot(slot, of: slots))
        }
        end = laterBatch ? .damaged : .torn(through: last + 1)
    }

    private static func slot(_ index: Int, of slots: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = slots.startIndex + index * JournalRecord.size
        return slots[start..<start + JournalRecord.size]
    }

    private static func lastUsedSlot(of slots: ArraySlice<UInt8>, from first: Int) -> Int? {
        guard let byte = slots.lastIndex(where: { $0 != 0 }) else { return nil }
        let slot = (byte - slots.startIndex) / JournalRecord.size
        return slot >= first ? slot : nil
    }
}
