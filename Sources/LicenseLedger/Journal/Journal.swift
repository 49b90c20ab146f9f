import Glibc
import LicenseSync
import LicenseVerifier

/// The usage journal of a ledger: append-only, each record hashed over the one before it (Ledger,
/// journal).
///
/// Used by one caller at a time, who holds the ledger's lock.
struct Journal {
    /// The position.
    private(set) var position: JournalPosition
    /// How many records of an unfinished write were cut off when it was read last.
    private(set) var torn = 0
    /// Whether a failed flush leaves it unknown what the disk holds.
    private(set) var isUnknown = false

    private let directory: String
    private var segment: JournalSegment
    private var file: OpenFile
    private var slots: Int
    /// Whether the file could be opened for reading only.
    private let isReadOnly: Bool
    /// The first slot of a batch that another process has written, and perhaps not flushed before it
    /// was killed.
    private var unsettled: Int?

    /// Begins a journal in a directory that has none.
    static func create(in directory: String, _ files: some FileLayer) throws(LedgerError)
        -> Journal
    {
        let segment = JournalSegment(number: 1, base: .start)
        do throws(FileFault) {
            try files.replace(segment.name, in: directory, with: segment.content)
        } catch {
            throw .file(error)
        }
        return try open(in: directory, floor: 0, files)
    }

    /// Whether a directory has a journal that something was counted in.
    static func hasRecords(
        in directory: String, _ files: some FileLayer
    ) throws(FileFault) -> Bool {
        let numbers = try files.names(in: directory).compactMap(JournalSegment.number)
        guard let newest = numbers.max() else { return false }
        guard newest == 1,
            let file = try files.open(
                directory + "/" + JournalSegment.name(newest), for: .reading)
        else { return true }
        defer { files.close(file) }
        return try files.word(of: file, at: JournalSegment.offset(ofSlot: 0)) != 0
    }

    /// Opens the newest file, and cuts off what was never finished.
    ///
    /// - Parameter floor: the number of a record that was there before; where it cannot be read, the
    ///   rest is damage and not unfinished, and stays as it is.
    static func open(
        in directory: String, floor: UInt64, _ files: some FileLayer
    ) throws(LedgerError) -> Journal {
        do {
            let numbers = try files.names(in: directory).compactMap(JournalSegment.number)
            guard let newest = numbers.max() else { throw LedgerError.journalMissing }
            return try open(newest, in: directory, floor: floor, files)
        } catch {
            throw LedgerError(error)
        }
    }

    private static func open(
        _ number: UInt64, in directory: String, floor: UInt64, _ files: some FileLayer
    ) throws -> Journal {
        let path = directory + "/" + JournalSegment.name(number)
        // A device whose disk can no longer be written still knows what it has used.
        let file: OpenFile?
        var isReadOnly = false
        do throws(FileFault) {
            file = try files.open(path, for: .writing)
        } catch {
            guard error.isReadOnly else { throw error }
            isReadOnly = true
            file = try files.open(path, for: .reading)
        }
        guard let file else { throw LedgerError.journalMissing }
        do {
            let header = try files.read(file, at: 0, count: JournalSegment.headerSize)
            guard let segment = JournalSegment(header: header[...]), segment.number == number else {
                throw LedgerError.journalDamaged(record: nil, path: path)
            }
            var journal = Journal(
                position: segment.base, directory: directory, segment: segment, file: file,
                isReadOnly: isReadOnly)
            try journal.read(floor: floor, files)
            return journal
        } catch {
            files.close(file)
            throw error
        }
    }

    func close(_ files: some FileLayer) { files.close(file) }

    /// Whether another process has written records; a new file shows in the ledger's generation.
    func hasNews(_ files: some FileLayer) throws(FileFault) -> Bool {
        guard slots < JournalSegment.capacity else { return false }
        return try files.word(of: file, at: JournalSegment.offset(ofSlot: slots)) != 0
    }

    /// Takes in what other processes have written, and cuts off what one of them left unfinished.
    mutating func read(floor: UInt64, _ files: some FileLayer) throws(LedgerError) {
        do {
            let offset = JournalSegment.offset(ofSlot: slots)
            var bytes = try files.read(file, at: offset, count: JournalSegment.size - offset)
            // A file that was cut short ends in zeros that are not there.
            bytes += [UInt8](
                repeating: 0, count: max(0, JournalSegment.size - offset - bytes.count))
            let scan = JournalScan(bytes[...], after: position)
            let isCutShort = scan.end != .free && scan.position.sequence < floor
            guard scan.end != .damaged, !isCutShort else {
                throw LedgerError.journalDamaged(
                    record: scan.position.sequence + 1, path: directory + "/" + segment.name)
            }
            position = scan.position
            if scan.records > 0 { unsettled = slots + scan.lastBatch }
            slots += scan.records
            guard case .torn(let last) = scan.end else { return }
            torn = last - scan.records
            // Where nothing can be written, the rest stays, and is passed over again.
            guard !isReadOnly else { return }
            try files.write(
                [UInt8](repeating: 0, count: torn * JournalRecord.size), to: file,
                at: JournalSegment.offset(ofSlot: slots))
            try files.flush(file)
        } catch {
            throw LedgerError(error)
        }
    }

    /// Makes durable what another process has written.
    ///
    /// It may have been killed before its flush, or its flush may have failed, after which the kernel
    /// holds the pages for clean: so the batch is written again. The one before it was settled by
    /// the one who wrote this one.
    mutating func settle(_ files: some FileLayer) throws(LedgerError) {
        guard let first = unsettled else { return }
        guard !isReadOnly else { throw readOnly }
        let offset = JournalSegment.offset(ofSlot: first)
        do throws(FileFault) {
            let batch = try files.read(
                file, at: offset, count: JournalSegment.offset(ofSlot: slots) - offset)
            try files.write(batch, to: file, at: offset)
            try files.flush(file)
        } catch {
            throw .file(error)
        }
        unsettled = nil
    }

    private var readOnly: LedgerError {
        .file(FileFault(.write, directory + "/" + segment.name, code: EROFS))
    }

    /// Where the journal was after a record of the current file; nil for a record of another one.
    func hash(after sequence: UInt64, _ files: some FileLayer) throws(FileFault) -> JournalHash? {
        if sequence == segment.base.sequence { return segment.base.hash }
        guard sequence > segment.base.sequence, sequence <= position.sequence else { return nil }
        let slot = Int(sequence - segment.base.sequence) - 1
        let bytes = try files.read(
            file, at: JournalSegment.offset(ofSlot: slot) + JournalRecord.size - 32, count: 32)
        return JournalHash(digest: bytes)
    }

    /// The most records that are written together.
    static let maxBatch = 256

    /// Whether a batch needs a new file.
    func isFull(for count: Int) -> Bool { slots + count > JournalSegment.capacity }

    /// Writes records and returns when they are on the disk.
    ///
    /// After a write that failed the journal is as before. After a flush that failed nobody can say
    /// what the disk holds: the kernel may have dropped the pages and call the next flush a success,
    /// so the journal must be read anew.
    mutating func append(
        _ uses: [JournalUse], _ files: some FileLayer
    ) throws(LedgerError) {
        guard !isUnknown else { throw .mustBeReopened }
        guard !isReadOnly else { throw readOnly }
        try settle(files)
        var batch = JournalBatch(after: position, capacity: uses.count)
        for use in uses { try batch.append(use) }
        try write(batch.records, files)
        position = batch.position
        slots += uses.count
    }

    private mutating func write(
        _ bytes: [UInt8], _ files: some FileLayer
    ) throws(LedgerError) {
        let offset = JournalSegment.offset(ofSlot: slots)
        do throws(FileFault) {
            try files.write(bytes, to: file, at: offset)
        } catch {
            // Where nothing can be written, nothing was.
            guard !error.isReadOnly else { throw .file(error) }
            do throws(FileFault) {
                try files.write([UInt8](repeating: 0, count: bytes.count), to: file, at: offset)
            } catch {
                isUnknown = true
            }
            throw .file(error)
        }
        do throws(FileFault) {
            try files.flush(file)
        } catch {
            isUnknown = true
            throw .file(error)
        }
    }

    /// Continues in a new file; of the old ones the last is kept.
    mutating func rotate(_ files: some FileLayer) throws(LedgerError) {
        guard !isUnknown else { throw .mustBeReopened }
        try settle(files)
        let next = JournalSegment(number: segment.number + 1, base: position)
        do {
            try files.replace(next.name, in: directory, with: next.content)
            guard
                let opened = try files.open(directory + "/" + next.name, for: .writing)
            else { throw LedgerError.journalMissing }
            files.close(file)
            file = opened
            let oldest = segment.number - 1
            segment = next
            slots = 0
            if oldest > 0 { try files.remove(directory + "/" + JournalSegment.name(oldest)) }
        } catch {
            throw LedgerError(error)
        }
    }
}

extension Journal {
    private init(
        position: JournalPosition, directory: String, segment: JournalSegment, file: OpenFile,
        isReadOnly: Bool
    ) {
        self.position = position
        self.directory = directory
        self.segment = segment
        self.file = file
        self.isReadOnly = isReadOnly
        slots = 0
    }
}
