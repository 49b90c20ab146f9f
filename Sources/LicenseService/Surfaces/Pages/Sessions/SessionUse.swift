import LicenseRegistry
import LicenseVerifier
import Logging
import Synchronization

/// When sessions were used last on this node: the registry is told now and then, and nobody waits for
/// it, so that pages which only read go on where nothing can be written.
final class SessionUse: Sendable {
    /// How often the registry is told that a session is used.
    private static let noticeable = Duration.seconds(60)
    /// How many sessions are remembered before those that no session outlives are dropped.
    private static let mostRemembered = 10_000
    private static let longestIdle = Duration.seconds(2 * 3600)

    private struct State {
        var used: [PageSessionID: Timestamp] = [:]
        /// One at a time: what cannot be written holds up no more than one thread.
        var isWriting = false
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger) {
        self.logger = logger
    }

    /// When a session was used last, as this node or the registry knows.
    func latest(of session: PageSession) -> Timestamp {
        let known = state.withLock { $0.used[session.id] }
        return max(known ?? session.seenAt, session.seenAt)
    }

    /// Notes that a session is used now.
    func note(_ session: PageSession, at now: Timestamp, in sessions: DoorAccess<Sessions>) {
        guard session.seenAt + Self.noticeable <= now else { return }
        let isMine = state.withLock { state in
            if state.used.count >= Self.mostRemembered {
                state.used = state.used.filter { now < $0.value + Self.longestIdle }
            }
            state.used[session.id] = now
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard isMine else { return }
        Task {
            do {
                try await sessions.work(as: "pages") { try $0.touch(session.id, now: now) }
            } catch {
                logger.warning(
                    "noting that a session is used failed",
                    metadata: ["code": "\(Problem(error).code)"])
            }
            state.withLock { $0.isWriting = false }
        }
    }
}
