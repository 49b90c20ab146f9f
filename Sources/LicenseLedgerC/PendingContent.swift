import CEvent
import Glibc
import LicenseLedger
import LicenseVerifierC
import Synchronization

/// What is behind a `latchkey_pending`.
final class PendingContent: HandleContent {
    static let kind = HandleKind.pending

    private let event: Int32
    private let process = getpid()
    private let answer = Mutex<Result<Consumption, Failure>?>(nil)

    init() throws(Failure) {
        // Linux defines EFD_CLOEXEC and EFD_NONBLOCK as these.
        event = eventfd(0, O_CLOEXEC | O_NONBLOCK)
        guard event >= 0 else { throw .noResources("file descriptor") }
    }

    deinit { close(event) }

    /// An event descriptor, which is readable from the moment that the answer is there; nil in a child
    /// of the process that counts, which nobody would ever tell.
    var descriptor: Int32? { getpid() == process ? event : nil }

    /// What came of it; throws `pending` as long as nobody knows.
    func result() throws(Failure) -> Consumption {
        // The thread that counts is not in the child, and may hold the lock for ever.
        guard getpid() == process else { throw .otherProcess }
        guard let answer = answer.withLock({ $0 }) else { throw .pending }
        return try answer.get()
    }

    /// Tells the caller who waits.
    func settle(_ result: Result<Consumption, Failure>) {
        answer.withLock { $0 = result }
        var one: UInt64 = 1
        // The counter is 0 and takes one number; there is nothing that could fail.
        _ = unsafe write(event, &one, MemoryLayout<UInt64>.size)
    }
}

extension Failure {
    /// The answer is not there yet.
    fileprivate static let pending = Failure(
        .pending, code: "argument.pending", "the units are not counted yet",
        nextStep: "ask again once the descriptor is readable")
}
