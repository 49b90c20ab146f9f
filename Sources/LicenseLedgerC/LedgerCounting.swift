import Dispatch
import Glibc
import LicenseLedger
import LicenseVerifierC
import Synchronization

/// Counts for callers who wait on a file descriptor, all who wait at once with one flush.
///
/// A thread is there only while somebody waits. It is one of our own: those of Dispatch do not outlive
/// a fork, after which a child that opens its own ledger could never count.
final class LedgerCounting: Sendable {
    private struct Waiting {
        var requests: [(request: UsageRequest, pending: PendingContent)] = []
        var hasThread = false
    }

    private let ledger: Ledger
    private let waiting = Mutex(Waiting())
    private let work = DispatchGroup()

    init(_ ledger: Ledger) {
        self.ledger = ledger
    }

    /// Counts units later; the pending content says when.
    func start(_ request: UsageRequest, _ pending: PendingContent) {
        let needsThread = waiting.withLock { waiting in
            waiting.requests.append((request, pending))
            defer { waiting.hasThread = true }
            return !waiting.hasThread
        }
        guard needsThread else { return }
        work.enter()
        guard !startThread() else { return }
        work.leave()
        let left = waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting.requests
        }
        // Others may have joined meanwhile.
        for (_, other) in left { other.settle(.failure(.noResources("thread"))) }
    }

    /// Returns when everything that was started is counted.
    func waitUntilIdle() { work.wait() }

    /// Signals go to the program's own threads: with all of them blocked, no handler of the program
    /// ever runs on this one.
    private func startThread() -> Bool {
        var (all, before) = (sigset_t(), sigset_t())
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let counting = unsafe Unmanaged.passRetained(self)
        let failure = unsafe pthread_create(&thread, nil, countWaiting, counting.toOpaque())
        guard failure == 0 else {
            unsafe counting.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    fileprivate func run() {
        while let batch = next() {
            let answers = ledger.consume(each: batch.map(\.request))
            for ((_, pending), answer) in zip(batch, answers) {
                pending.settle(answer.mapError { Failure($0) })
            }
        }
        work.leave()
    }

    private func next() -> [(request: UsageRequest, pending: PendingContent)]? {
        waiting.withLock { waiting in
            guard !waiting.requests.isEmpty else {
                waiting.hasThread = false
                return nil
            }
            defer { waiting.requests = [] }
            return waiting.requests
        }
    }
}

private func countWaiting(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument = unsafe argument {
        unsafe Unmanaged<LedgerCounting>.fromOpaque(argument).takeRetainedValue().run()
    }
    return nil
}
