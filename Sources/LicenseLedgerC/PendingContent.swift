import CEvent
import Glibc
import LicenseLedger
import LicenseVerifierC
import Synchronization

/// What a `latchkey_pending` names.
final class PendingContent: HandleContent {
    static let kind = HandleKind.pending

    /// An event descriptor, which is readable from the moment that the answer is there.
    let descriptor: Int32
    private let answer = Mutex<Result<Consumption, Failure>?>(nil)

    init() throws(Failure) {
        // Linux defines EFD_CLOEXEC and EFD_NONBLOCK as these.
        descriptor = eventfd(0, O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .noResources("file descriptor") }
    }

    deinit { close(descriptor) }

    /// What came of it; throws `pending` as long as nobody knows.
    func result() throws(Failure) -> Consumption {
        guard let answer = answer.withLock({ $0 }) else { throw .pending }
        return try answer.get()
    }

    /// Tells those who wait.
    func settle(_ result: Result<Consumption, Failure>) {
        answer.withLock { $0 = result }
        var one: UInt64 = 1
        // The counter is 0 and takes one number; there is nothing that could fail.
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}

extension Failure {
    /// The answer is not there yet.
    fileprivate static let pending = Failure(
        .pending, code: "argument.pending", "the units are not counted yet",
        nextStep: "ask again once the descriptor is readable")
}
