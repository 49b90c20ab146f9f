import Dispatch
import Synchronization

/// The requests that wait for a commit, in batches.
struct CommitQueue<Request: Sendable, Answer: Sendable>: Sendable {
    /// Batches that wait for their turn; the last is still open.
    private var waiting: [Gathered] = []
    private var isCommitting = false
    /// How many callers there were when the last commit ended, with those whom it served.
    private(set) var recentCallers = 0

    /// A batch with what it is to commit.
    struct Gathered: Sendable {
        let batch: CommitBatch<Answer>
        var requests: [Request]
        /// The callers that are tasks, with the numbers of their requests.
        var tasks: [(index: Int, task: CheckedContinuation<Answer, Never>)] = []
    }

    /// The position of a request.
    struct Position: Sendable {
        let batch: CommitBatch<Answer>
        /// Its number in the batch; the first one's caller sees to the commit.
        let index: Int
        /// Whether that can be done now, or after those before it.
        let isItsTurn: Bool
    }

    mutating func join(_ request: Request, isLedByTask: Bool, maxCount: Int) -> Position {
        if let last = waiting.indices.last, waiting[last].requests.count < maxCount {
            waiting[last].requests.append(request)
            return Position(
                batch: waiting[last].batch, index: waiting[last].requests.count - 1,
                isItsTurn: false)
        }
        let isItsTurn = waiting.isEmpty && !isCommitting
        let batch = CommitBatch<Answer>(isLedByTask: isLedByTask)
        waiting.append(Gathered(batch: batch, requests: [request]))
        return Position(batch: batch, index: 0, isItsTurn: isItsTurn)
    }

    /// Remembers the task of a request that has just joined.
    mutating func suspend(_ task: CheckedContinuation<Answer, Never>, at position: Position) {
        waiting[waiting.count - 1].tasks.append((position.index, task))
    }

    /// How many requests a batch has that waits for its turn.
    func count(of batch: CommitBatch<Answer>) -> Int {
        waiting.first { $0.batch === batch }?.requests.count ?? 0
    }

    /// Closes the batch whose turn it is.
    mutating func begin() -> Gathered {
        isCommitting = true
        let gathered = waiting.removeFirst()
        recentCallers = gathered.requests.count
        return gathered
    }

    /// The batch whose turn it is next.
    mutating func end() -> CommitBatch<Answer>? {
        isCommitting = false
        recentCallers += waiting.reduce(0) { $0 + $1.requests.count }
        return waiting.first?.batch
    }
}

/// Requests that are committed together, as their callers see them.
final class CommitBatch<Answer: Sendable>: Sendable {
    /// Whether the first caller is a task, so that a thread must be found for the commit.
    let isLedByTask: Bool
    /// Rings when the turn of a first caller has come that is a thread.
    let turn = DispatchSemaphore(value: 0)
    /// Is empty when the batch was committed.
    ///
    /// One system call wakes all who wait for it, and none of them takes a lock then.
    let done = DispatchGroup()
    private let answers = AtomicLazyReference<Answers>()

    private final class Answers: Sendable {
        let all: [Answer]

        init(_ all: [Answer]) {
            self.all = all
        }
    }

    init(isLedByTask: Bool) {
        self.isLedByTask = isLedByTask
        done.enter()
    }

    /// Tells the threads that wait.
    func settle(_ all: [Answer]) {
        _ = answers.storeIfNil(Answers(all))
        done.leave()
    }

    /// The answer to a request of the batch, once that was committed.
    func answer(at index: Int) -> Answer {
        guard let answers = answers.load() else { preconditionFailure("not committed yet") }
        return answers.all[index]
    }
}
