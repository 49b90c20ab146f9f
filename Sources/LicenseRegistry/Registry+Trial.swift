public import LicenseVerifier
import SQLDatabase

extension Registry {
    /// Does verbs on a copy, which is thrown away: what they would come to, and nothing written.
    ///
    /// The copy is one state of this registry, in a file of its own, so that nobody who works here
    /// waits meanwhile, however long the body takes. A verb that fails takes back what it did itself;
    /// so its failure may pass, and the others go on.
    ///
    /// - Parameter directory: an empty one that only its owner may look into, as the copy has the
    ///   names of all customers in it.
    public func tryingOut<Result>(
        in directory: String, now: Timestamp, _ body: (Registry) throws -> Result
    ) throws -> Result {
        let path = directory + "/trial.sqlite"
        defer { Maintenance.remove(path) }
        let copy = try maintenance.trialCopy(at: path, now: now)
        var outcome: Result?
        // One transaction, so that no verb waits for the disk; taken back, as a statement that has
        // failed spoils what a transaction keeps.
        do {
            try copy.together { registry in
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

extension Maintenance {
    /// A registry in a new file, with all that this one has now, which no mark knows of.
    fileprivate func trialCopy(
        at path: String, now: Timestamp
    ) throws(RegistryError) -> Registry {
        try write(to: path, now: now)
        let file = try RegistryError.wrapping { () throws(SQLError) in
            try SQLiteDatabase(path: path)
        }
        return Registry(
            Transactions(
                database: file, actor: transactions.actor, random: transactions.random))
    }
}

/// Everything is to be taken back that was tried.
private struct TakenBack: Error {}
