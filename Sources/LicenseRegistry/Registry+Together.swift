import SQLDatabase

extension Registry {
    /// Does several verbs in one transaction: all of them, or none when the body throws.
    ///
    /// The body is a write's: it does nothing but verbs of the registry that it is given and pure
    /// work, may run on another thread and more than once, and lets no failure of a verb pass.
    public func together<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        try transactions.willChange?(true)
        let result: Result
        do throws(TogetherFailure) {
            result = try transactions.database.write { (writer) throws(TogetherFailure) in
                let open = OpenTransaction(
                    writer: writer, dialect: transactions.database.dialect)
                do {
                    return try body(
                        Registry(
                            Transactions(
                                database: open, actor: transactions.actor,
                                random: transactions.random, moments: transactions.moments)))
                } catch {
                    throw .body(error)
                }
            }
        } catch {
            switch error {
            case .database(let error): throw RegistryError(error)
            case .body(let error): throw error
            }
        }
        try transactions.didChange?()
        return result
    }
}

/// Why several verbs together came to nothing.
private enum TogetherFailure: SQLFailure {
    case database(SQLError)
    case body(any Error)

    init(_ error: SQLError) { self = .database(error) }
}
