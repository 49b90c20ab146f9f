import SQLDatabase

/// One transaction on one connection.
final class PostgresTransaction: WriteTransaction {
    /// How the bodies of a transaction see those of others.
    enum Mode {
        /// They only read, one state.
        case reading
        /// They come one after another, over all programs.
        case serial
        /// They come when they like, and run again where that would show.
        case concurrent
    }

    private let connection: PostgresConnection
    private let mode: Mode
    private let hasSavepoints: Bool
    /// Whether the body that runs has changed something.
    private var hasEffect = false
    /// Whether the server knows of the transaction.
    private var isOnServer = false
    private(set) var failure: SQLError?
    /// What ended the transaction as a whole.
    private(set) var fault: PostgresFault?
    /// Whether a row was handed over, so that the body must not run again unseen.
    private(set) var hasHandedOver = false
    /// Whether the connection broke when the commit was on its way.
    private(set) var isUndecided = false

    /// A transaction that is still to begin.
    ///
    /// Savepoints cost about as much as a body's own statement, and few bodies fail after they have
    /// changed something. So they are left out at first, and when one fails so, all run again with
    /// them.
    ///
    /// - Parameter hasSavepoints: whether each body of several gets one.
    init(_ connection: PostgresConnection, _ mode: Mode, hasSavepoints: Bool = false) {
        self.connection = connection
        self.mode = mode
        self.hasSavepoints = hasSavepoints
    }

    /// The number by which the server remembers how the transaction ended.
    var number: UInt64? { connection.transaction }

    var isLost: Bool { fault != nil }

    func begin() {
        switch mode {
        case .reading: connection.enqueue(.beginReading)
        case .serial: [.takeLock, .beginWriting, .nameTransaction].forEach(connection.enqueue)
        case .concurrent: [.beginWriting, .nameTransaction].forEach(connection.enqueue)
        }
    }

    func beginBody() {
        failure = nil
        hasEffect = false
        if hasSavepoints { connection.enqueue(.beginBody) }
    }

    func keepBody() {
        if hasSavepoints { connection.enqueue(.endBody) }
    }

    func undoBody() throws(SQLError) {
        if hasSavepoints {
            connection.enqueue(.undoBody)
            connection.enqueue(.endBody)
        } else if hasEffect || failure != nil {
            throw remember(.unsaved)
        }
    }

    func commit() throws(SQLError) {
        guard isOnServer else { return connection.forgetCommands() }
        do {
            try connection.finish(mode == .serial ? [.commit, .releaseLock] : [.commit])
            isOnServer = false
        } catch {
            isUndecided = error == .lost
            throw remember(error)
        }
    }

    func rollBack() {
        connection.forgetCommands()
        guard isOnServer, !connection.isBroken else { return }
        isOnServer = false
        connection.finishUnheard(mode == .serial ? [.rollBack, .releaseLock] : [.rollBack])
    }

    func forEachRow(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(SQLError) {
        _ = try execute(sql, [values][...]) { (row) throws(SQLError) in
            hasHandedOver = true
            try body(row)
        }
    }

    func run(_ sql: String, _ values: [SQLValue]) throws(SQLError) -> Int {
        try execute(sql, [values][...]) { _ in }.first ?? 0
    }

    func run(_ sql: String, each sets: [[SQLValue]]) throws(SQLError) -> [Int] {
        var counts: [Int] = []
        for start in stride(from: 0, to: sets.count, by: Self.setsAtOnce) {
            let end = min(start + Self.setsAtOnce, sets.count)
            counts += try execute(sql, sets[start..<end]) { _ in }
        }
        return counts
    }

    /// Few enough that the server's answers to all of them fit on the way.
    private static let setsAtOnce = 64

    private func execute(
        _ sql: String, _ sets: ArraySlice<[SQLValue]>,
        _ body: (SQLRow) throws(SQLError) -> Void
    ) throws(SQLError) -> [Int] {
        // The server does nothing more in a transaction in which a statement failed.
        if let failure { throw failure }
        do {
            isOnServer = true
            let outcomes = try connection.execute(sql, each: sets, body)
            hasEffect = hasEffect || outcomes.contains(where: \.hasEffect)
            return outcomes.map(\.changedRows)
        } catch {
            throw remember(error)
        }
    }

    private func remember(_ fault: PostgresFault) -> SQLError {
        switch fault {
        case .statement: break
        case .transaction, .unsaved, .conflict, .lost: self.fault = self.fault ?? fault
        }
        failure = failure ?? fault.sqlError
        return fault.sqlError
    }
}
