import LicenseRegistry
import NIOPosix
import Synchronization

/// Gathers the validations that wait while others are made durable, and does them together.
///
/// A thread for each of many callers would cost more than their work. No validation waits for others:
/// a single one is done at once. What waits is bounded; beyond the bound callers are refused.
final class ValidationQueue: Sendable {
    typealias Outcome = Result<ValidatedLicense, LicenseKeyRefusal>

    private struct Caller {
        let validation: Validation
        let continuation: CheckedContinuation<Outcome, any Error>
    }

    private struct State {
        var waiting: [Caller] = []
        var lanesTaken = 0
    }

    /// How many validations one transaction may have: enough to share what it costs to make them
    /// durable, and few enough that answers are written while the next ones are.
    static let maxBatch = 32

    private let registry: Registry
    private let clock: ServiceClock
    private let threads: NIOThreadPool
    private let lanes: Int
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - lanes: how many transactions there may be at once; one where the database has one writer.
    ///   - limit: how many callers may wait.
    init(_ registry: Registry, clock: ServiceClock, lanes: Int = 1, waiting limit: Int) {
        self.registry = registry
        self.clock = clock
        self.lanes = lanes
        self.limit = limit
        threads = NIOThreadPool(numberOfThreads: lanes)
        threads.start()
    }

    /// Returns once what is counted is durable.
    func validate(_ validation: Validation) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            let caller = Caller(validation: validation, continuation: continuation)
            let (isTaken, opensLane) = state.withLock { state in
                guard state.waiting.count < limit else { return (false, false) }
                state.waiting.append(caller)
                guard state.lanesTaken < lanes else { return (true, false) }
                state.lanesTaken += 1
                return (true, true)
            }
            if !isTaken { continuation.resume(throwing: Overload()) }
            if opensLane {
                threads.submit { [self] threadState in
                    if threadState == .active { work() } else { refuseAll() }
                }
            }
        }
    }

    /// Works until nobody waits.
    private func work() {
        while let callers = next() {
            do {
                let outcomes = try registry.validate(
                    callers.map { $0.validation }, now: clock.now())
                for (caller, outcome) in zip(callers, outcomes) {
                    caller.continuation.resume(returning: outcome)
                }
            } catch {
                for caller in callers { caller.continuation.resume(throwing: error) }
            }
        }
    }

    private func next() -> [Caller]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.lanesTaken -= 1
                return nil
            }
            let callers = Array(state.waiting.prefix(Self.maxBatch))
            state.waiting.removeFirst(callers.count)
            return callers
        }
    }

    private func refuseAll() {
        let callers = state.withLock { state in
            defer { state.waiting = [] }
            state.lanesTaken -= 1
            return state.waiting
        }
        for caller in callers { caller.continuation.resume(throwing: Overload()) }
    }

    /// Ends the threads once their work is done.
    func shutDown() async throws {
        try await threads.shutdownGracefully()
    }
}
