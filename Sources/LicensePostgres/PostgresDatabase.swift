public import SQLDatabase

/// Tables in a PostgreSQL database, in the schema that comes first in the search path.
///
/// Writes are SERIALIZABLE. The rules of the tables are then the same as over SQLite, which has one
/// writer at a time: a seat that is counted and taken in two statements is not taken twice, which
/// weaker levels do not promise, and nobody has to find for each verb the rows to lock. What it
/// costs is that one of two transactions that meet runs again. Therefore writes take turns by
/// default: all of them extend the audit log, so they would meet always. Written concurrently, there are
/// several transactions at once, and those that meet run again. Either way callers share them
/// (`GroupCommit`): a transaction costs two round trips and a wait for the disk, a body one.
/// Reads see one snapshot (REPEATABLE READ) and never wait or run again for a writer's sake.
///
/// A connection that breaks is replaced, and what was under way on it runs again, unless the server
/// says that it was committed already: after a commit whose answer was lost, it is asked.
///
/// A pooler between this and the server must leave a session with its connection.
public final class PostgresDatabase: Database {
    private let pool: PostgresPool
    private let waitLimit: Duration
    private let writes: GroupCommit
    private let concurrentWrites: GroupCommit

    /// The language of table definitions.
    public var dialect: SQLDialect { .postgreSQL }

    /// How many transactions at once get more done than one, written concurrently.
    public let writeLanes: Int

    /// How many callers wait for their turn to write.
    package var waitingWrites: Int { writes.waitingCallers }

    /// How many callers wait for a connection.
    package var waitingCallers: Int { pool.waitingCallers }

    /// Opens a database, which must be there already, with a schema to make tables in.
    ///
    /// - Parameters:
    ///   - connections: how many there may be at once.
    ///   - waitLimit: how long a caller waits for a connection, its turn, or for the server to
    ///     come back.
    ///   - statementLimit: how long one statement may take, with the handing over of its rows; nil
    ///     for any time. A server that does not keep to it is given up.
    public convenience init(
        _ url: PostgresURL, connections: Int = 8, waitLimit: Duration = .seconds(10),
        statementLimit: Duration? = nil
    ) throws(SQLError) {
        let session = PostgresSession(
            url, waitLimit: waitLimit, statementLimit: statementLimit)
        try self.init(
            PostgresPool(size: connections, waitLimit: waitLimit) { () throws(SQLError) in
                try session.connect()
            }, lanes: min(Self.maxLanes, max(1, connections / 2)), waitLimit)
    }

    /// More transactions at once would only make each smaller, and meet more often.
    private static let maxLanes = 8

    private init(_ pool: PostgresPool, lanes: Int, _ waitLimit: Duration) throws(SQLError) {
        self.pool = pool
        self.waitLimit = waitLimit
        writeLanes = lanes
        writes = GroupCommit(waitLimit: waitLimit) { (bodies) throws(SQLError) in
            try Self.run(bodies, .serial, pool, waitLimit)
        }
        concurrentWrites = GroupCommit(lanes: lanes, waitLimit: waitLimit) {
            (bodies) throws(SQLError) in
            try Self.run(bodies, .concurrent, pool, waitLimit)
        }
        // A mistake in the URL shows now, and not at the first request.
        try pool.withConnection { _ in }
    }

    /// Reads one consistent state.
    public func read<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var schedule = RetrySchedule(limit: waitLimit)
        while true {
            let outcome: Swift.Result<Result, Failure>
            do throws(SQLError) {
                outcome = try attempt(body)
            } catch {
                guard error == .connectionLost || Self.isAway(error), schedule.waitAfterLoss()
                else { throw Failure(error) }
                continue
            }
            return try outcome.get()
        }
    }

    /// Reads once; throws where nobody can tell whether it began, so that it may begin again.
    private func attempt<Result, Failure: SQLFailure>(
        _ body: (any SQLReader) throws(Failure) -> Result
    ) throws(SQLError) -> Swift.Result<Result, Failure> {
        try pool.withConnection { (connection) throws(SQLError) in
            let transaction = PostgresTransaction(connection, .reading)
            transaction.begin()
            defer { transaction.rollBack() }
            do throws(Failure) {
                return .success(try body(transaction))
            } catch {
                // As long as it has seen nothing, nobody can tell that it began before.
                if transaction.failure == .connectionLost, !transaction.hasHandedOver {
                    throw .connectionLost
                }
                return .failure(error)
            }
        }
    }

    /// Changes the state as a whole, durably, or not at all.
    ///
    /// Callers who write at the same time share a transaction, and programs take turns.
    public func write<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try writes.perform(body)
    }

    /// The same in one of several transactions at once.
    public func writeConcurrently<Result, Failure: SQLFailure>(
        _ body: (any SQLWriter) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try concurrentWrites.perform(body)
    }
}

extension PostgresDatabase {
    /// How one attempt at a transaction ended.
    private enum Ending {
        case settled
        case failed(SQLError)
        case unsaved
        case met
        case lost(SQLError)
        case undecided(UInt64)
    }

    private static func run(
        _ bodies: [PendingWrite], _ mode: PostgresTransaction.Mode, _ pool: PostgresPool,
        _ waitLimit: Duration
    ) throws(SQLError) {
        var schedule = RetrySchedule(limit: waitLimit)
        var hasSavepoints = false
        while true {
            let mode = schedule.conflicts < 2 ? mode : .serial
            switch attempt(bodies, mode, hasSavepoints, pool) {
            case .settled: return
            case .failed(let error): throw error
            case .unsaved: hasSavepoints = true
            case .met: guard schedule.waitAfterConflict() else { throw .busy }
            case .lost(let error): guard schedule.waitAfterLoss() else { throw error }
            case .undecided(let number):
                if try isCommitted(number, pool, &schedule) { return }
            }
        }
    }

    private static func attempt(
        _ bodies: [PendingWrite], _ mode: PostgresTransaction.Mode, _ hasSavepoints: Bool,
        _ pool: PostgresPool
    ) -> Ending {
        do throws(SQLError) {
            return try pool.withConnection { (connection) throws(SQLError) in
                let transaction = PostgresTransaction(
                    connection, mode, hasSavepoints: hasSavepoints)
                do throws(SQLError) {
                    try transaction.run(bodies)
                    return .settled
                } catch {
                    return ending(of: transaction, error)
                }
            }
        } catch {
            return isAway(error) ? .lost(error) : .failed(error)
        }
    }

    /// Whether the server, which was there when the database was opened, may come back.
    private static func isAway(_ error: SQLError) -> Bool {
        error == .cannotConnect(.noAnswer) || error == .cannotConnect(.notNow)
    }

    private static func ending(
        of transaction: PostgresTransaction, _ error: SQLError
    ) -> Ending {
        switch transaction.fault {
        case .unsaved: .unsaved
        case .conflict: .met
        case .lost:
            if transaction.isUndecided, let number = transaction.number {
                .undecided(number)
            } else {
                .lost(error)
            }
        case .statement, .transaction, nil: .failed(error)
        }
    }

    /// Asks the server what became of a commit to which no answer came.
    private static func isCommitted(
        _ number: UInt64, _ pool: PostgresPool, _ schedule: inout RetrySchedule
    ) throws(SQLError) -> Bool {
        repeat {
            // Whatever keeps the question from being asked leaves it open.
            let status = try? pool.withConnection { (connection) throws(SQLError) in
                try connection.status(ofTransaction: number)
            }
            switch status {
            case "committed": return true
            case "aborted": return false
            // Its backend has not noticed yet that nobody listens.
            default: break
            }
        } while schedule.waitAfterLoss()
        throw .outcomeUnknown
    }
}
