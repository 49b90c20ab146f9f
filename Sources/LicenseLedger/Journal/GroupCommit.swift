import Glibc

/// Lets many callers share one commit: while one commit is on its way to the disk, the requests of
/// all others gather for the next.
///
/// Nobody's thread is kept for it. The caller who finds nobody committing commits its own request;
/// the first of those who came meanwhile commits for all of them, and so on. A lone caller commits
/// without any hand-over.
final class GroupCommit<Request: Sendable, Answer: Sendable>: Sendable {
    private let monitor = Monitor(Queue())
    private let maxCount: Int
    private let commit: @Sendable ([Request]) -> [Answer]

    /// - Parameter commit: takes at most so many requests and gives as many answers, in order; never
    ///   called twice at once.
    init(maxCount: Int, commit: @escaping @Sendable ([Request]) -> [Answer]) {
        self.maxCount = maxCount
        self.commit = commit
    }

    /// Returns when the request was committed, with others or alone.
    func submit(_ request: Request) -> Answer {
        let (batch, index) = monitor.withLock { queue in
            queue.join(request, maxCount: maxCount)
        }
        if index == 0 { lead(batch) }
        return monitor.wait(for: batch.done) { _ in unsafe batch.answers?[index] }
    }

    /// Commits a batch when its turn comes; its first caller's duty.
    private func lead(_ batch: Batch) {
        if !monitor.withLock({ queue in queue.isTurn(of: batch) }) {
            monitor.wait(for: batch.turn) { queue in queue.isTurn(of: batch) ? () : nil }
            gather(batch)
        }
        let requests = monitor.wait(for: batch.turn) { queue in queue.begin(batch) }
        let answers = commit(requests)
        monitor.withLock { queue in
            unsafe batch.answers = answers
            // First of all the next commit gets under way; whom to tell can be told meanwhile.
            queue.end()?.turn.wakeOne()
            batch.done.wakeAll()
        }
    }

    /// Lets those who have just got their answers ask again before the batch is closed, as long as
    /// more and more of them do: one flush then carries all callers, and not half of them.
    private func gather(_ batch: Batch) {
        var count = 0
        for _ in 0..<Self.maxYields {
            let joined = monitor.withLock { _ in unsafe batch.requests.count }
            guard joined > count else { return }
            count = joined
            sched_yield()
        }
    }

    private static var maxYields: Int { 16 }

    private struct Queue: Sendable {
        /// Batches that wait for their turn; the last is still open.
        var waiting: [Batch] = []
        var isCommitting = false

        mutating func join(_ request: Request, maxCount: Int) -> (Batch, Int) {
            if let open = waiting.last, unsafe open.requests.count < maxCount {
                unsafe open.requests.append(request)
                return unsafe (open, open.requests.count - 1)
            }
            let batch = Batch(request)
            waiting.append(batch)
            return (batch, 0)
        }

        func isTurn(of batch: Batch) -> Bool { !isCommitting && waiting.first === batch }

        /// The requests of a batch whose turn it is, which is closed by that.
        mutating func begin(_ batch: Batch) -> [Request]? {
            guard isTurn(of: batch) else { return nil }
            isCommitting = true
            waiting.removeFirst()
            return unsafe batch.requests
        }

        /// The batch whose turn it is next.
        mutating func end() -> Batch? {
            isCommitting = false
            return waiting.first
        }
    }

    /// Requests that are committed together.
    @safe private final class Batch: Sendable {
        // Sound to share: both are read and written only within the monitor's `withLock` and `wait`,
        // so one thread at a time.
        nonisolated(unsafe) var requests: [Request]
        nonisolated(unsafe) var answers: [Answer]?
        let turn = Signal()
        let done = Signal()

        init(_ request: Request) {
            unsafe requests = [request]
        }
    }
}
