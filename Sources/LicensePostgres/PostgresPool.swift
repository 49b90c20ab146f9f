import Dispatch
import SQLDatabase
import Synchronization

/// A bounded number of connections, each used by one caller at a time, in the order in which they ask.
final class PostgresPool: Sendable {
    private let size: Int
    private let waitLimit: Duration
    private let connect: @Sendable () throws(SQLError) -> PostgresConnection
    private let state = Mutex(State())

    /// - Parameters:
    ///   - size: how many connections there may be at once.
    ///   - waitLimit: how long a caller waits for one before it is told `busy`.
    init(
        size: Int, waitLimit: Duration,
        connect: @escaping @Sendable () throws(SQLError) -> PostgresConnection
    ) {
        precondition(size > 0, "a pool of no connections lends none")
        self.size = size
        self.waitLimit = waitLimit
        self.connect = connect
    }

    /// How many callers wait for a connection.
    var waitingCallers: Int { state.withLock { $0.waiting.count } }

    /// Lends a connection, a new one where an old one is broken.
    func withConnection<Result>(
        _ body: (PostgresConnection) throws(SQLError) -> Result
    ) throws(SQLError) -> Result {
        let connection = try take()
        defer { give(connection) }
        return try body(connection)
    }

    private func take() throws(SQLError) -> PostgresConnection {
        let connection = try grant()
        // The place of a connection that is closed is this caller's.
        guard let connection, !connection.isClosed else { return try open() }
        return connection
    }

    /// An open connection, or nil for the right to open one.
    private func grant() throws(SQLError) -> PostgresConnection? {
        let waiter = Waiter()
        let isGranted = state.withLock { state in
            if let idle = state.idle.popLast() {
                waiter.connection = idle
            } else if state.slots < size {
                state.slots += 1
            } else {
                state.waiting.append(waiter)
                return false
            }
            return true
        }
        if !isGranted, waiter.woken.wait(timeout: .now() + waitLimit.dispatchInterval) == .timedOut
        {
            let hasLeft = state.withLock { state in
                guard let index = state.waiting.firstIndex(where: { $0 === waiter }) else {
                    return false
                }
                state.waiting.remove(at: index)
                return true
            }
            if hasLeft { throw .busy }
        }
        return state.withLock { _ in waiter.connection }
    }

    private func open() throws(SQLError) -> PostgresConnection {
        do {
            return try connect()
        } catch {
            give(nil)
            throw error
        }
    }

    /// Takes a connection back, or the place of one that is gone, for the caller that waits
    /// longest.
    private func give(_ connection: PostgresConnection?) {
        let connection = connection.flatMap { $0.isBroken ? nil : $0 }
        let next = state.withLock { state -> Waiter? in
            guard !state.waiting.isEmpty else {
                if let connection { state.idle.append(connection) } else { state.slots -= 1 }
                return nil
            }
            let next = state.waiting.removeFirst()
            next.connection = connection
            return next
        }
        next?.woken.signal()
    }
}

extension PostgresPool {
    private struct State {
        /// Connections that nobody has, the one that was used last at the end; none while
        /// somebody waits.
        var idle: [PostgresConnection] = []
        /// How many connections there are or are being opened.
        var slots = 0
        var waiting: [Waiter] = []
    }

    /// A thread that waits.
    ///
    /// Unchecked: `connection` is guarded by the state's lock.
    private final class Waiter: @unchecked Sendable {
        let woken = DispatchSemaphore(value: 0)
        var connection: PostgresConnection?
    }
}
