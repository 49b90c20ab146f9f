/// A transaction that carries the bodies of several writes, each behind a savepoint of its own.
package protocol WriteTransaction: SQLWriter {
    /// The first failure of a statement since the body that runs now began.
    ///
    /// A body that ignores it is undone all the same: PostgreSQL does nothing more after a failed
    /// statement, and what holds for one database holds for both.
    var failure: SQLError? { get }

    /// Whether the transaction is gone, with what all its bodies did.
    var isLost: Bool { get }

    /// Begins the transaction.
    func begin() throws(SQLError)

    /// Begins the next body, whose work can be undone by itself.
    func beginBody() throws(SQLError)

    /// Keeps what the body did.
    func keepBody() throws(SQLError)

    /// Takes back what the body did.
    func undoBody() throws(SQLError)

    /// Makes everything durable.
    func commit() throws(SQLError)

    /// Takes everything back, as far as it is not gone already.
    func rollBack()
}

extension WriteTransaction {
    /// Runs all bodies and commits.
    ///
    /// Throws when the transaction as a whole came to nothing; then no body's result counts, not
    /// even a refusal, for it may rest on what another body did.
    package func run(_ writes: [PendingWrite]) throws(SQLError) {
        do {
            try begin()
            for write in writes { try run(write, isAlone: writes.count == 1) }
            if writes.contains(where: \.isDone) {
                try commit()
            } else {
                rollBack()
            }
        } catch {
            rollBack()
            throw error
        }
    }

    private func run(_ write: PendingWrite, isAlone: Bool) throws(SQLError) {
        // One body needs no savepoint: its failure is the transaction's.
        if !isAlone { try beginBody() }
        write.attempt(self)
        if isLost { throw failure ?? .corrupt }
        if write.isDone, let failure { write.fail(failure) }
        if isAlone { return }
        if write.isDone { try keepBody() } else { try undoBody() }
    }
}
