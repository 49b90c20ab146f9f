import COSE
import COSESigning
import Glibc
import LicenseSync
import LicenseVerifier

/// The files of a ledger, as one process holds them open.
///
/// Used by one thread at a time; what it writes is written under the directory's lock.
struct LedgerWriter {
    static let lockName = "lock"
    static let keyName = "device.key"
    static let listName = "status-list"
    static let affirmationsName = "affirmations"
    static let disputedListName = "status-list.disputed"

    let directory: String
    var state: LedgerState
    var journal: Journal
    let lockFile: OpenFile
    /// The process that opened the ledger, whose locks a child of fork shares.
    private let process = getpid()
    /// Counts replacements of files, and new journal files.
    var generation: UInt64
    /// Whether a step failed in the middle, so that the files may say more than is known here.
    var mustReread = false
    /// Whether decisions do not see yet what was written, since it could not be read.
    var mustPublish = false
    /// Counts how often the files were read anew.
    private(set) var rereads = 0
    /// The soft mark, which has a small file of its own.
    var seen: Timestamp

    /// A ledger that was opened, with the device's public key.
    struct Opened {
        var writer: LedgerWriter
        let device: VerificationKey
    }

    /// The marks with the soft one as it was kept last.
    var marks: ClockMarks {
        var marks = state.marks
        marks.seen = seen
        return marks
    }

    /// The directory of a ledger, made where it is not there yet, by the path that leads to it
    /// wherever the program goes.
    static func directory(
        _ path: String, _ files: any FileLayer
    ) throws(LedgerError) -> String {
        do throws(FileFault) {
            try makeDirectoryIfNeeded(path, files)
            return try files.resolve(path)
        } catch {
            throw .file(error)
        }
    }

    static func open(
        _ directory: String, _ machine: LedgerMachine, _ files: any FileLayer
    ) throws(LedgerError) -> Opened {
        do {
            guard let lockFile = try openLock(directory, files) else { throw LedgerError.missing }
            files.dropInChildren(lockFile)
            do {
                _ = try files.lock(lockFile, waits: true)
                defer { files.unlock(lockFile) }
                return try read(directory, lockFile, machine, files)
            } catch {
                files.close(lockFile)
                throw error
            }
        } catch {
            throw LedgerError(error)
        }
    }

    private static func makeDirectoryIfNeeded(
        _ directory: String, _ files: any FileLayer
    ) throws(FileFault) {
        do throws(FileFault) {
            try files.makeDirectory(directory)
        } catch {
            // On a disk that cannot be written the directory may be there all the same.
            guard error.isReadOnly, (try? files.names(in: directory)) != nil else { throw error }
        }
    }

    private static func openLock(
        _ directory: String, _ files: any FileLayer
    ) throws(FileFault) -> OpenFile? {
        let path = directory + "/" + lockName
        do throws(FileFault) {
            return try files.open(path, for: .creating)
        } catch {
            guard error.isReadOnly else { throw error }
            return try files.open(path, for: .reading)
        }
    }

    private static func read(
        _ directory: String, _ lockFile: OpenFile, _ machine: LedgerMachine,
        _ files: any FileLayer
    ) throws -> Opened {
        let key: SigningKey
        let keyPath = directory + "/" + keyName
        let stored = try files.content(
            of: LedgerState.fileName, in: directory, limit: LedgerState.maxBytes)
        if let existing = try machine.readKey(keyPath) {
            key = existing
        } else {
            guard stored == nil else { throw LedgerError.stateDamaged(path: keyPath) }
            do throws(KeyFileError) {
                key = try machine.makeKey(keyPath)
            } catch {
                // The disk is full for the key as for anything else.
                guard case .cannotWrite(let path, let code) = error else { throw error }
                throw FileFault(.write, path, code: code)
            }
        }
        let state: LedgerState
        var journal: Journal
        if let stored {
            guard let read = try LedgerState(stored) else {
                throw LedgerError.stateDamaged(path: directory + "/" + LedgerState.fileName)
            }
            state = read
            journal = try Journal.open(in: directory, floor: state.journal.sequence, files)
        } else {
            // The state file comes last, so a ledger that has counted has one.
            guard try !Journal.hasRecords(in: directory, files) else {
                throw LedgerError.stateMissing(path: directory + "/" + LedgerState.fileName)
            }
            journal = try Journal.create(in: directory, files)
            var new = LedgerState()
            var generator = RandomBytes(machine.random)
            new.machine = Fingerprint(of: machine.facts(), using: &generator)
            state = new
            try files.replace(LedgerState.fileName, in: directory, with: new.content)
        }
        do {
            try check(journal, against: state.journal, files)
            let writer = LedgerWriter(
                directory: directory, state: state, journal: journal, lockFile: lockFile,
                generation: try files.word(of: lockFile, at: 0),
                seen: try ClockFile.read(directory, state.marks, files))
            return Opened(writer: writer, device: key.verificationKey)
        } catch {
            journal.close(files)
            throw error
        }
    }

    /// A journal that was put back from a copy ends before the state file's, or continues differently.
    private static func check(
        _ journal: Journal, against floor: LedgerState.JournalFloor, _ files: any FileLayer
    ) throws(LedgerError) {
        guard journal.position.sequence >= floor.sequence else {
            throw .journalBehind(
                record: journal.position.sequence, expected: floor.sequence)
        }
        do {
            if let hash = try journal.hash(after: floor.sequence, files), hash != floor.hash {
                throw LedgerError.journalBehind(
                    record: floor.sequence, expected: floor.sequence)
            }
        } catch {
            throw LedgerError(error)
        }
    }

    func close(_ files: any FileLayer) {
        journal.close(files)
        files.close(lockFile)
    }
}

// MARK: - One durable step

extension LedgerWriter {
    /// Takes the directory's lock, and in what other processes have written meanwhile.
    ///
    /// - Parameter waits: whether to wait for another process; if not, false says that one is busy.
    mutating func lock(_ files: any FileLayer, waits: Bool = true) throws(LedgerError) -> Bool {
        let path = directory + "/" + Self.lockName
        do throws(FileFault) {
            guard getpid() == process else { throw FileFault(.flock, path, code: ESTALE) }
            guard try files.lock(lockFile, waits: waits) else { return false }
        } catch {
            throw .file(error)
        }
        do {
            // What is written next goes to the directory of that name, whichever it is by now.
            guard try files.isSame(lockFile, as: path) else {
                throw FileFault(.flock, directory, code: ESTALE)
            }
            try refresh(files)
            return true
        } catch {
            files.unlock(lockFile)
            throw LedgerError(error)
        }
    }

    private mutating func refresh(_ files: any FileLayer) throws {
        let current = try files.word(of: lockFile, at: 0)
        if current != generation || mustReread || journal.isUnknown {
            guard
                let content = try files.content(
                    of: LedgerState.fileName, in: directory, limit: LedgerState.maxBytes),
                let read = try LedgerState(content)
            else { throw LedgerError.stateDamaged(path: directory + "/" + LedgerState.fileName) }
            guard !journal.isUnknown else { throw LedgerError.mustBeReopened }
            let clock = try ClockFile.read(directory, read.marks, files)
            let reopened = try Journal.open(
                in: directory, floor: read.journal.sequence, files)
            journal.close(files)
            // Only when everything was read, so that what failed is read again.
            (journal, state, seen) = (reopened, read, clock)
            (generation, mustReread) = (current, false)
            rereads += 1
        } else if try journal.hasNews(files) {
            try journal.read(floor: state.journal.sequence, files)
        }
    }

    /// Writes a changed state; the lock is held.
    mutating func write(_ changed: LedgerState, _ files: any FileLayer) throws(LedgerError) {
        // The soft mark alone has its own file.
        var unmoved = changed
        unmoved.marks.seen = state.marks.seen
        guard unmoved != state else { return }
        var changed = changed
        // What the state file knows of the journal must not be lost with the power.
        try journal.settle(files)
        changed.journal = LedgerState.JournalFloor(
            sequence: journal.position.sequence, hash: journal.position.hash)
        let content = changed.content
        guard content.count <= LedgerState.maxBytes else {
            throw .file(
                FileFault(.write, directory + "/" + LedgerState.fileName, code: EFBIG))
        }
        do throws(FileFault) {
            // Told before it is done: a process that reads once too often loses nothing.
            try announce(files)
            try files.replace(LedgerState.fileName, in: directory, with: content)
        } catch {
            throw .file(error)
        }
        state = changed
        seen = changed.marks.seen
    }

    /// Lets other processes know that files were replaced.
    mutating func announce(_ files: any FileLayer) throws(FileFault) {
        let next = generation &+ 1
        var bytes = ByteWriter(capacity: 8)
        bytes.append(next)
        try files.write(bytes.bytes, to: lockFile, at: 0)
        generation = next
    }
}

/// Draws from a source of bytes.
struct RandomBytes: RandomNumberGenerator {
    private let bytes: @Sendable (Int) -> [UInt8]

    init(_ bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
