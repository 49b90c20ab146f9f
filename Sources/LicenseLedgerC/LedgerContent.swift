import Dispatch
import Glibc
import LicenseLedger
import LicenseVerifierC

/// What is behind a `latchkey_ledger`.
///
/// A child of a fork shares the ledger's locks and knows nothing of its threads, so there the ledger is
/// neither used nor closed; the child opens the directory for itself.
///
/// `@unchecked Sendable`: `ledger` is retained once and released once, in `deinit`.
@safe final class LedgerContent: HandleContent, @unchecked Sendable {
    static let kind = HandleKind.ledger

    let counting: LedgerCounting
    private let ledger: Unmanaged<Ledger>
    private let process = getpid()
    private let calls = DispatchGroup()

    init(_ ledger: Ledger) {
        unsafe self.ledger = .passRetained(ledger)
        counting = LedgerCounting(ledger)
    }

    deinit {
        guard isOfThisProcess else {
            // Its lock may be held for ever by a thread that the child does not have.
            _ = unsafe Unmanaged.passRetained(counting)
            return
        }
        unsafe ledger.release()
    }

    /// Whether the process that opened the ledger asks.
    var isOfThisProcess: Bool { getpid() == process }

    /// Uses the ledger; `close` waits for the end.
    func use<Result>(_ body: (Ledger) throws(Failure) -> Result) throws(Failure) -> Result {
        guard isOfThisProcess else { throw .otherProcess }
        calls.enter()
        defer { calls.leave() }
        return unsafe try body(ledger.takeUnretainedValue())
    }

    /// Returns when no call and no counting is under way.
    func waitUntilIdle() {
        guard isOfThisProcess else { return }
        calls.wait()
        counting.waitUntilIdle()
    }
}
