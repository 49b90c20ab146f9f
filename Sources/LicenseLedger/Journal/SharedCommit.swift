import Dispatch
import Glibc
import Synchronization

/// Lets many callers share one commit: while one commit is on its way to the disk, the requests of
/// all others gather for the next.
///
/// Callers are threads, which block, and tasks, which are suspended. The thread that finds nobody
/// committing commits its own request, so a lone caller pays no hand-over; the first of those who
/// came meanwhile commits for all of them, and so on. Where the first is a task, which must not block
/// the threads that tasks share, a thread of Dispatch does it instead.
final class SharedCommit<Request: Sendable, Answer: Sendable>: Sendable {
    private let queue = Mutex(CommitQueue<Request, Answer>())
    private let worker = DispatchQueue(label: "ledger commits")
    private let maxCount: Int
    private let commit: @Sendable ([Request]) -> [Answer]

    /// - Parameter commit: takes at most `maxCount` requests and gives as many answers, in order; never
    ///   called twice at once.
    init(maxCount: Int, commit: @escaping @Sendable ([Request]) -> [Answer]) {
        self.maxCount = maxCount
        self.commit = commit
    }

    /// Returns when the request was committed, with others or alone.
    func submit(_ request: Request) -> Answer {
        let position = queue.withLock { $0.join(request, isLedByTask: false, maxCount: maxCount) }
        if position.index == 0 {
            if !position.isItsTurn {
                position.batch.turn.wait()
                gather(position.batch)
            }
            if let next = commitFirst() { hand(next) }
        } else {
            position.batch.done.wait()
        }
        return position.batch.answer(at: position.index)
    }

    /// Returns when the request was committed, with others or alone; blocks no thread meanwhile.
    func submit(_ request: Request) async -> Answer {
        await withCheckedContinuation { task in
            let position = queue.withLock { queue in
                let position = queue.join(request, isLedByTask: true, maxCount: maxCount)
                queue.suspend(task, at: position)
                return position
            }
            if position.isItsTurn { hand(position.batch) }
        }
    }

    /// Commits batches on a thread of Dispatch, as long as nobody else would.
    private func hand(_ batch: CommitBatch<Answer>) {
        worker.async { [self] in
            var next: CommitBatch<Answer>? = batch
            while let batch = next {
                gather(batch)
                next = commitFirst()
            }
        }
    }

    /// Commits the batch whose turn it is.
    ///
    /// - Returns: the next batch, where nobody's thread waits to commit it.
    private func commitFirst() -> CommitBatch<Answer>? {
        let gathered = queue.withLock { $0.begin() }
        let answers = commit(gathered.requests)
        let next = queue.withLock { $0.end() }
        // First of all the next commit gets under way; whom to tell can be told meanwhile.
        if let next, !next.isLedByTask { next.turn.signal() }
        gathered.batch.settle(answers)
        for (index, task) in gathered.tasks { task.resume(returning: answers[index]) }
        return next.flatMap { $0.isLedByTask ? $0 : nil }
    }

    /// Lets those who have just got their answers ask again before the batch is closed.
    ///
    /// One flush then carries all callers, and not half of them. Gives up soon when nobody comes.
    private func gather(_ batch: CommitBatch<Answer>) {
        var (count, triesLeft) = (0, Self.maxTries)
        while triesLeft > 0 {
            let (joined, expected) = queue.withLock { ($0.count(of: batch), $0.recentCallers) }
            guard joined < min(expected, maxCount) else { return }
            triesLeft = joined > count ? Self.maxTries : triesLeft - 1
            count = joined
            sched_yield()
        }
    }

    private static var maxTries: Int { 16 }
}
