import Dispatch
import Synchronization

/// Lets many callers share one commit: while one commit is on its way to the disk, the requests of
/// all others gather for the next.
///
/// The caller who finds nobody committing does it for all who wait, in its own thread, and hands
/// the duty on to the first who came meanwhile. A lone caller commits without any hand-over.
final class GroupCommit<Request: Sendable, Answer: Sendable>: Sendable {
    private let queue = Mutex(Queue())
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
        let own = Waiter(request)
        let leads = queue.withLock { queue in
            queue.waiting.append(own)
            defer { queue.isCommitting = true }
            return !queue.isCommitting
        }
        if leads { lead(until: own) }
        while true {
            if let answer = own.answer.withLock({ $0 }) { return answer }
            own.signal.wait()
            if own.answer.withLock({ $0 == nil }) { lead(until: own) }
        }
    }

    /// Commits batches until one's own request is answered, then hands the duty on.
    private func lead(until own: Waiter) {
        while own.answer.withLock({ $0 == nil }) {
            let batch = queue.withLock { queue in
                let batch = Array(queue.waiting.prefix(maxCount))
                queue.waiting.removeFirst(batch.count)
                return batch
            }
            let answers = commit(batch.map(\.request))
            for (waiter, answer) in zip(batch, answers) {
                waiter.answer.withLock { $0 = answer }
                if waiter !== own { waiter.signal.signal() }
            }
        }
        let next = queue.withLock { queue in
            if queue.waiting.isEmpty { queue.isCommitting = false }
            return queue.waiting.first
        }
        next?.signal.signal()
    }

    private struct Queue {
        var waiting: [Waiter] = []
        var isCommitting = false
    }

    private final class Waiter: Sendable {
        let request: Request
        let answer = Mutex<Answer?>(nil)
        let signal = DispatchSemaphore(value: 0)

        init(_ request: Request) {
            self.request = request
        }
    }
}
