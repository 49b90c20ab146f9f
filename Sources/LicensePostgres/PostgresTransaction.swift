import LicenseStore

/// One transaction on one connection.
final class PostgresTransaction: WriteTransaction {
    /// How the bodies of a transaction see those of others.
    enum Mode {
        /// They only read, one state.
        case reading
        /// They come one after another, over all programs.
        case inTurn
        /// They come when they like, and run again where that would show.
        case outOfTurn
    }

    private let connection: PostgresConnection
    private let mode: Mode
    /// Whether the server knows of the transaction.
    private var isOnServer = false
    private(set) var failure: StoreError?
    /// What ended the transaction as a whole.
    private(set) var fault: PostgresFault?
    /// Whether a row was handed over, so that the body must not run again unseen.
    private(set) var hasHandedOver = false
    /// Whether the connection broke when the commit was on its way.
    private(set) var isUndecided = false

    init(_ connection: PostgresConnection, _ mode: Mode) {
        self.connection = connection
        self.mode = mode
    }

    /// The number by which the server remembers how the transaction ended.
    var number: UInt64? { connection.transaction }

    var isLost: Bool { fault != nil }

    func begin() {
        switch mode {
        case .reading: connection.enqueue(.beginReading)
        case .inTurn: [.takeTurn, .beginWriting, .nameTransaction].forEach(connection.enqueue)
        case .outOfTurn: [.beginWriting, .nameTransaction].forEach(connection.enqueue)
        }
    }

    func beginBody() {
        failure = nil
        connection.enqueue(.beginBody)
    }

    func keepBody() { connection.enqueue(.endBody) }

    func undoBody() throws(StoreError) {
        connection.enqueue(.undoBody)
        connection.enqueue(.endBody)
    }

    func commit() throws(StoreError) {
        guard isOnServer else { return connection.forgetCommands() }
        do {
            try connection.finish(mode == .inTurn ? [.commit, .giveTurn] : [.commit])
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
        connection.finishUnheard(mode == .inTurn ? [.rollBack, .giveTurn] : [.rollBack])
    }

    func forEachRow(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        _ = try execute(sql, values) { (row) throws(StoreError) in
            hasHandedOver = true
            try body(row)
        }
    }

    func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        try execute(sql, values) { _ in }
    }

    private func execute(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) -> Int {
        // The server does nothing more in a transaction in which a statement failed.
        if let failure { throw failure }
        do {
            isOnServer = true
            return try connection.execute(sql, values, body)
        } catch {
            throw remember(error)
        }
    }

    private func remember(_ fault: PostgresFault) -> StoreError {
        switch fault {
        case .statement: break
        case .transaction, .conflict, .lost: self.fault = self.fault ?? fault
        }
        failure = failure ?? fault.storeError
        return fault.storeError
    }
}
