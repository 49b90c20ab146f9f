import Dispatch
import Glibc
import SQLDatabase
import Synchronization

/// Breaks connections to a server that keeps silent for too long.
///
/// A statement that takes too long is ended by the server itself (`statement_timeout`). This is for
/// a server that does not even do that: it is stopped or its disk hangs, while the system that it
/// runs on acknowledges whatever TCP sends, so that no timeout of TCP ends the wait.
final class PostgresWatch: Sendable {
    private struct State {
        /// When the connection of a socket is broken.
        var deadlines: [Int32: ContinuousClock.Instant] = [:]
        /// Whether somebody is going to look at them.
        var isScheduled = false
    }

    private let limit: Duration
    private let state = Mutex(State())

    /// - Parameter limit: how long the server may keep silent.
    init(limit: Duration) {
        self.limit = limit
    }

    /// Lets the time run for a connection.
    func begin(_ socket: Int32) {
        let deadline = ContinuousClock.now + limit
        state.withLock { state in
            state.deadlines[socket] = deadline
            guard !state.isScheduled else { return }
            state.isScheduled = true
            look(at: deadline)
        }
    }

    /// Stops it.
    ///
    /// From here on the socket may be closed, and its number be another's.
    func end(_ socket: Int32) {
        state.withLock { _ = $0.deadlines.removeValue(forKey: socket) }
    }

    private func look(at moment: ContinuousClock.Instant) {
        let pause = max(.zero, moment - .now)
        DispatchQueue.global().asyncAfter(deadline: .now() + pause.dispatchInterval) {
            [weak self] in
            self?.breakOverdue()
        }
    }

    /// The lock is held throughout, so that no socket is closed by its owner meanwhile.
    private func breakOverdue() {
        state.withLock { state in
            let now = ContinuousClock.now
            for (socket, deadline) in state.deadlines where deadline <= now {
                shutdown(socket, Int32(SHUT_RDWR))
                state.deadlines[socket] = nil
            }
            state.isScheduled = !state.deadlines.isEmpty
            if let next = state.deadlines.values.min() { look(at: next) }
        }
    }
}
