import LicenseSync

/// What the slots of a journal file hold from some slot on.
struct JournalScan {
    /// How many records follow one another soundly.
    var records = 0
    /// Which of them began the last batch; 0 where an earlier one did.
    var lastBatch = 0
    /// The journal's position after them.
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
            let record = position.advance(Self.slot(records, of: slots))
        {
            if record.beginsBatch { lastBatch = records }
            records += 1
        }
        guard records < count, let last = Self.lastUsedSlot(of: slots, from: records) else {
            return
        }
        let laterBatch = (records + 1..<count).contains { slot in
            JournalRecord(Self.slot(slot, of: slots))?.beginsBatch == true
        }
        end = laterBatch ? .damaged : .torn(through: last + 1)
    }

    private static func slot(_ index: Int, of slots: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = slots.startIndex + index * JournalRecord.size
        return slots[start..<start + JournalRecord.size]
    }

    private static func lastUsedSlot(of slots: ArraySlice<UInt8>, from first: Int) -> Int? {
        // Most of a file is zeros, so it is looked at in words; a slot is nine of them.
        let last = unsafe slots.withUnsafeBytes { bytes in
            var offset = bytes.count - 8
            while offset >= 0,
                unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == 0
            {
                offset -= 8
            }
            return offset
        }
        let slot = last / JournalRecord.size
        return last >= 0 && slot >= first ? slot : nil
    }
}
