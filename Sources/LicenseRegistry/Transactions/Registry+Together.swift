extension Registry {
    /// Does several verbs in one transaction: all of them, or none when the body throws.
    ///
    /// The body is a write's: it does nothing but verbs of the registry that it is given and pure
    /// work, may run on another thread and more than once, and lets no failure of a verb pass.
    public func together<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        var failure: (any Error)?
        do {
            return try database.write { (writer) throws(RegistryError) in
                failure = nil
                let inside = Registry(
                    database: OpenTransaction(writer: writer, dialect: database.dialect),
                    actor: actor, counts: FilterCounts())
                do {
                    return try body(inside)
                } catch {
                    failure = error
                    // Whatever it is, it undoes the transaction.
                    throw error as? RegistryError ?? .constraint
                }
            }
        } catch {
            throw failure ?? error
        }
    }
}
