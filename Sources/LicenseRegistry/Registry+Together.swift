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

extension Registry {
    /// Does verbs as `together` would, and takes all of it back: what they would come to, and nothing
    /// written.
    ///
    /// A verb that fails takes back what it did itself, as if it had a transaction of its own; so its
    /// failure may pass, and the others go on.
    public func tryingOut<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        var outcome: Result?
        do {
            try together { registry in
                outcome = try body(registry.withSavepoints)
                throw TakenBack()
            }
        } catch is TakenBack {}
        guard let outcome else { throw RegistryError.database(.busy) }
        return outcome
    }

    /// The same within an open transaction, with a savepoint before each verb.
    private var withSavepoints: Registry {
        guard var open = transactions.database as? OpenTransaction else { return self }
        open.hasSavepoints = true
        return Registry(
            Transactions(
                database: open, actor: transactions.actor, random: transactions.random,
                moments: transactions.moments))
    }
}

/// Everything is to be taken back that was tried.
private struct TakenBack: Error {}

/// Why several verbs together came to nothing.
private enum TogetherFailure: SQLFailure {
    case database(SQLError)
    case body(any Error)

    init(_ error: SQLError) { self = .database(error) }
}
