import LicenseVerifier
import SQLDatabase

/// How every door of the registry gets at it: one transaction for each verb.
struct Transactions: Sendable {
    let database: any Database
    /// Who is named in the audit log.
    var actor: String
    let random: RandomSource
    var moments = Moments()
    /// Told before each change, and whether that is one after another.
    var willChange: (@Sendable (_ isSerial: Bool) throws(RegistryError) -> Void)?
    /// Told after each change that is durable, and before anybody hears of it.
    var didChange: (@Sendable () throws(RegistryError) -> Void)?

    /// The same with another name in the audit log.
    func acting(as actor: String) -> Transactions {
        var transactions = self
        transactions.actor = actor
        return transactions
    }

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
        try willChange?(true)
        let result = try database.write { (writer) throws(RegistryError) in
            try body(change(writer, now))
        }
        try didChange?()
        return result
    }

    /// The same without waiting for others (`Database.writeConcurrently`): for changes that write no
    /// audit record.
    func changeConcurrently<Result>(
        at now: Timestamp, _ body: (Change) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try willChange?(false)
        return try database.writeConcurrently { (writer) throws(RegistryError) in
            try body(change(writer, now))
        }
    }

    /// Changes what the registry says of itself, also where it was moved away.
    func changeStatus<Result>(
        at now: Timestamp, _ body: (Change) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        let result = try database.write { (writer) throws(RegistryError) in
            try body(opened(writer, now))
        }
        try didChange?()
        return result
    }

    private func change(
        _ writer: any SQLWriter, _ now: Timestamp
    ) throws(RegistryError) -> Change {
        let change = try opened(writer, now)
        if let address = change.registryStatus?.movedTo { throw .moved(to: address) }
        return change
    }

    private func opened(
        _ writer: any SQLWriter, _ now: Timestamp
    ) throws(RegistryError) -> Change {
        let status = try Snapshot(reader: writer).registryStatus()
        return Change(
            writer: writer, actor: actor, now: now, random: random, moments: moments,
            registryStatus: status)
    }
}
