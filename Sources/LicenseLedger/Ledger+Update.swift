import COSE
import LicenseSync
import LicenseVerifier
import Synchronization

extension Ledger {
    /// Changes the state file as one durable step, on top of what other processes have written.
    func update<Result: Sendable>(
        at now: Timestamp,
        _ body: (inout LedgerChange) throws(LedgerError) -> Result
    ) throws(LedgerError) -> Result {
        let outcome: Swift.Result<Result, LedgerError> = writer.withLock { writer in
            do throws(LedgerError) {
                _ = try writer.lock(files)
                defer { files.unlock(writer.lockFile) }
                return .success(try change(&writer, at: now, body))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private func change<Result: Sendable>(
        _ writer: inout LedgerWriter, at now: Timestamp,
        _ body: (inout LedgerChange) throws(LedgerError) -> Result
    ) throws(LedgerError) -> Result {
        try publish(&writer, at: now)
        let elapsed = machine.elapsed()
        keepClock(&writer, at: now, elapsed: elapsed)
        let view = view.withLock { $0 }
        let time = view.clock.time(reading: now, elapsed: elapsed, marks: view.marks)
        var change = LedgerChange(
            state: writer.state, view: view, now: time, reading: now, device: device,
            journal: writer.journal.position, directory: absolutePath, files: files)
        change.state.marks.seen = writer.seen
        let result = try body(&change)
        writer.mustReread = true
        do throws(FileFault) {
            // Before the state file: what they hold is signed, and newer than what it knows.
            for (name, content) in change.pending {
                try files.replace(name, in: absolutePath, with: content)
            }
            if !change.pending.isEmpty { try writer.announce(files) }
        } catch {
            throw .file(error)
        }
        try writer.write(change.state, files)
        writer.mustReread = false
        // It is written, whether or not it can be read again at once.
        try? publish(&writer, at: now)
        return result
    }
}

/// A change of a ledger's state on its way.
struct LedgerChange {
    var state: LedgerState
    /// What held before; objects that come together are verified one after another.
    var view: LedgerView
    /// The time to be used.
    let now: Timestamp
    /// What the machine's clock says, right or wrong.
    let reading: Timestamp
    let device: VerificationKey
    let journal: JournalPosition
    let directory: String
    let files: any FileLayer
    /// Files to be replaced before the state that speaks of them.
    var pending: [String: [UInt8]] = [:]
}
