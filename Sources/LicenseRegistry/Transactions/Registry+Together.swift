extension Store {
    /// Does several verbs in one transaction: all of them, or none when the body throws.
    ///
    /// The body is a write's: it does nothing but verbs of the store that it is given and pure
    /// work, may run on another thread and more than once, and lets no failure of a verb pass.
    public func together<Result>(_ body: (Store) throws -> Result) throws -> Result {
        var failure: (any Error)?
        do {
            return try database.write { (writer) throws(StoreError) in
                failure = nil
                let inside = Store(
                    database: OpenTransaction(writer: writer, dialect: database.dialect),
                    actor: actor, counts: FilterCounts())
                do {
                    return try body(inside)
                } catch {
                    failure = error
                    // Whatever it is, it undoes the transaction.
                    throw error as? StoreError ?? .constraint
                }
            }
        } catch {
            throw failure ?? error
        }
    }
}
