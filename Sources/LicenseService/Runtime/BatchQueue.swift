import NIOPosix
import Synchronization

/// Gathers what waits while something else is made durable, and does it together.
///
/// A thread for each of many callers would cost more than their work. Nothing waits for company: a
/// single item is done at once. What waits is bounded; beyond the bound callers are refused.
final class BatchQueue<Item: Sendable, Outcome: Sendable>: Sendable {
    private struct Waiter {
        let item: Item
        let continuation: CheckedContinuation<Outcome, any Error>
    }

    private struct State {
        var waiting: [Waiter] = []
        var lanesTaken = 0
    }

    /// How many items one batch may have: enough to share what it costs to make them durable, and few
    /// enough that answers are written while the next ones are.
    private let maxBatch = 32

    private let threads: NIOThreadPool
    private let lanes: Int
    private let limit: Int
    private let work: @Sendable ([Item]) throws -> [Outcome]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - lanes: how many batches there may be at once; one where the database has one writer.
    ///   - limit: how many callers may wait.
    ///   - work: does a batch, and may block.
    init(
        lanes: Int = 1, waiting limit: Int,
        _ work: @escaping @Sendable ([Item]) throws -> [Outcome]
    ) {
        self.lanes = lanes
        self.limit = limit
        self.work = work
        threads = NIOThreadPool(numberOfThreads: lanes)
        threads.start()
    }

    /// What becomes of an item, once that is durable.
    func outcome(of item: Item) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            let waiter = Waiter(item: item, continuation: continuation)
            let (isTaken, opensLane) = state.withLock { state in
                guard state.waiting.count < limit else { return (false, false) }
                state.waiting.append(waiter)
                guard state.lanesTaken < lanes else { return (true, false) }
                state.lanesTaken += 1
                return (true, true)
            }
            if !isTaken { continuation.resume(throwing: Overload()) }
            if opensLane {
                threads.submit { [self] threadState in
                    if threadState == .active { workUntilDone() } else { refuseAll() }
                }
            }
        }
    }

    /// Works until nobody waits.
    private func workUntilDone() {
        while let waiters = next() {
            do {
                let outcomes = try work(waiters.map { $0.item })
                for (waiter, outcome) in zip(waiters, outcomes) {
                    waiter.continuation.resume(returning: outcome)
                }
            } catch {
                for waiter in waiters { waiter.continuation.resume(throwing: error) }
            }
        }
    }

    private func next() -> [Waiter]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.lanesTaken -= 1
                return nil
            }
            let waiters = Array(state.waiting.prefix(maxBatch))
            state.waiting.removeFirst(waiters.count)
            return waiters
        }
    }

    private func refuseAll() {
        let waiters = state.withLock { state in
            defer { state.waiting = [] }
            state.lanesTaken -= 1
            return state.waiting
        }
        for waiter in waiters { waiter.continuation.resume(throwing: Overload()) }
    }

    /// Ends the threads once their work is done.
    func shutDown() async throws {
        try await threads.shutdownGracefully()
    }
}
