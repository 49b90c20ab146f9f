package import Dispatch
import Glibc
import Synchronization

/// Lets callers who write at the same time share one transaction, and so one wait for the disk.
///
/// A caller that finds a free lane leads, and takes along those who wait. Nobody waits for company:
/// while one transaction is made durable, the next one's bodies gather. Callers are served in the
/// order in which they came, each leader's work ends with one transaction, and a transaction has at
/// most 64 bodies, so that the first does not wait long for the last.
package final class GroupCommit: Sendable {
    /// How many bodies one transaction may have.
    package static let maxBodies = 64

    private let lanes: Int
    private let waitLimit: Duration
    private let transaction: @Sendable ([PendingWrite]) throws(SQLError) -> Void
    private let state = Mutex(State())

    /// Shares transactions of one kind.
    ///
    /// - Parameters:
    ///   - lanes: how many transactions there may be at once.
    ///   - waitLimit: how long a caller waits for its turn before it is told `busy`.
    ///   - transaction: runs bodies in one transaction, or throws when that came to nothing.
    package init(
        lanes: Int = 1, waitLimit: Duration,
        transaction: @escaping @Sendable ([PendingWrite]) throws(SQLError) -> Void
    ) {
        self.lanes = lanes
        self.waitLimit = waitLimit
        self.transaction = transaction
    }

    /// How many callers wait for their turn.
    package var waitingCallers: Int { state.withLock { $0.waiting.count } }

    /// Returns what the body returns once its work is durable, or throws what it throws.
    package func perform<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try PendingWrite.of(body) { (write) throws(SQLError) in
            let caller = Caller(write)
            guard join(caller) else { return lead(caller) }
            if try isLeader(afterWaiting: caller) { lead(caller) }
        }
    }

    /// Whether all lanes are taken, and the caller must wait.
    private func join(_ caller: Caller) -> Bool {
        state.withLock { state in
            precondition(
                !state.leaders.contains(pthread_self()),
                "a write within a write would wait for itself")
            guard state.lanesTaken == lanes else {
                state.lanesTaken += 1
                return false
            }
            state.waiting.append(caller)
            return true
        }
    }

    /// Waits until another has done the caller's work, or it is the caller's turn to lead.
    private func isLeader(afterWaiting caller: Caller) throws(SQLError) -> Bool {
        if caller.woken.wait(timeout: .now() + waitLimit.dispatchInterval) == .timedOut {
            let hasLeft = state.withLock { state in
                guard let index = state.waiting.firstIndex(where: { $0 === caller }) else {
                    return false
                }
                state.waiting.remove(at: index)
                return true
            }
            if hasLeft { throw .busy }
            // Its transaction is under way, and how it ends must be known.
            caller.woken.wait()
        }
        return state.withLock { _ in caller.isLeader }
    }

    /// Does the caller's work and that of those who wait, and appoints the next leader.
    private func lead(_ caller: Caller) {
        let leader = pthread_self()
        let followers = state.withLock { state in
            state.leaders.append(leader)
            // The other lanes will be free soon, too.
            let share = (state.waiting.count + lanes - 1) / lanes
            let followers = Array(state.waiting.prefix(min(share, Self.maxBodies - 1)))
            state.waiting.removeFirst(followers.count)
            return followers
        }
        settle([caller.write] + followers.map(\.write))
        let next = state.withLock { state -> Caller? in
            state.leaders.removeAll { $0 == leader }
            guard !state.waiting.isEmpty else {
                state.lanesTaken -= 1
                return nil
            }
            let next = state.waiting.removeFirst()
            next.isLeader = true
            return next
        }
        // First, so that the disk does not rest while the others are woken.
        next?.woken.signal()
        for follower in followers { follower.woken.signal() }
    }

    /// Runs bodies in one transaction; where that may fail for what one of them does, alone.
    private func settle(_ writes: [PendingWrite]) {
        do {
            try transaction(writes)
        } catch {
            guard writes.count > 1, [.diskFull, .constraint].contains(error) else {
                for write in writes { write.fail(error) }
                return
            }
            // Room for the small ones may be left, and a constraint that is checked when the
            // transaction ends was broken by one body.
            for write in writes { settle([write]) }
        }
    }
}

extension GroupCommit {
    private struct State {
        var lanesTaken = 0
        var leaders: [pthread_t] = []
        var waiting: [Caller] = []
    }

    /// A thread that is in `perform`.
    ///
    /// Unchecked: `write` belongs to the caller's thread until it has joined, then to the leader's
    /// until it is woken, then to the caller's again; `isLeader` is guarded by the state's lock.
    private final class Caller: @unchecked Sendable {
        let write: PendingWrite
        let woken = DispatchSemaphore(value: 0)
        var isLeader = false

        init(_ write: PendingWrite) {
            self.write = write
        }
    }
}

extension Duration {
    /// The span for `Dispatch`; a day at most, which no caller waits.
    package var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        return .microseconds(
            Int(min(seconds, 86_400)) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }
}
