import LicenseVerifier
import SQLDatabase

/// How every door of the registry gets at it: one transaction for each verb.
struct Transactions: Sendable {
    let database: any Database
    /// Who is named in the audit log.
    let actor: String
    let random: RandomSource

    /// Reads one consistent state.
    func read<Result>(
        _ body: (Snapshot) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try database.read { (reader) throws(RegistryError) in try body(Snapshot(reader: reader)) }
    }

    /// Changes the registry as a whole, durably, or not at all.
    ///
    /// The body may run on another thread and more than once (`Database.write`).
    func change<Result>(
        at now: Timestamp, _ body: (Change) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try database.write { (writer) throws(RegistryError) in
            try body(change(writer, now))
        }
    }

    /// The same without waiting for the turn (`Database.writeOutOfTurn`): for changes that write no
    /// audit record.
    func changeOutOfTurn<Result>(
        at now: Timestamp, _ body: (Change) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try database.writeOutOfTurn { (writer) throws(RegistryError) in
            try body(change(writer, now))
        }
    }

    private func change(_ writer: any SQLWriter, _ now: Timestamp) -> Change {
        Change(writer: writer, actor: actor, now: now, random: random)
    }
}
