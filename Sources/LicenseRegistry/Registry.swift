public import LicenseVerifier
public import SQLDatabase

/// The registry: what an issuer keeps, and what the service works on later.
///
/// One door for each domain. Each verb of a door is one transaction, which also writes the audit
/// record. The rules (unique names and indexes, one license for each row of a batch) are the
/// tables' own.
public struct Registry: Sendable {
    let transactions: Transactions
    let counts: FilterCounts

    /// Opens a registry over a database, whose tables are brought to this program's version.
    ///
    /// - Parameters:
    ///   - actor: who is named in the audit log.
    ///   - random: where ids come from.
    public init(
        _ database: some Database, actor: String, random: RandomSource = .system, now: Timestamp
    ) throws(RegistryError) {
        try RegistrySchema.migrate(database, now: now)
        self.init(Transactions(database: database, actor: actor, random: random))
    }

    /// Opens a registry that is there and of this program's version, and changes nothing.
    ///
    /// Throws `noTables` where the database has no registry, and `olderSchema` where its tables are
    /// to be migrated first.
    public init(
        existing database: some Database, actor: String, random: RandomSource = .system
    ) throws(RegistryError) {
        try RegistrySchema.check(database)
        self.init(Transactions(database: database, actor: actor, random: random))
    }

    /// Opens a registry in a SQLite file, which is made where it is not there yet.
    ///
    /// Who can write the file can issue in the organization's name.
    public static func open(
        sqlite path: String, actor: String = "latchkey", now: Timestamp
    ) throws(RegistryError) -> Registry {
        let database: SQLiteDatabase
        do throws(SQLError) {
            database = try SQLiteDatabase(path: path)
        } catch {
            throw .database(error)
        }
        return try Registry(database, actor: actor, now: now)
    }

    init(_ transactions: Transactions, counts: FilterCounts = FilterCounts()) {
        self.transactions = transactions
        self.counts = counts
    }

    /// How many validations at once get more done than one (`Database.writeLanes`).
    public var writeLanes: Int { transactions.database.writeLanes }

    /// The same registry with another name in the audit log.
    public func acting(as actor: String) -> Registry {
        Registry(
            Transactions(
                database: transactions.database, actor: actor, random: transactions.random),
            counts: counts)
    }
}

extension Registry {
    /// Who sells licenses, and their keys.
    public var organizations: Organizations { Organizations(transactions) }
    /// What licenses are issued of.
    public var benefits: Benefits { Benefits(transactions) }
    /// Who licenses are issued to.
    public var customers: Customers { Customers(transactions) }
    /// Bearer tokens of the management interface.
    public var tokens: Tokens { Tokens(transactions) }
    /// Which of several nodes does what one of them must do.
    public var leases: Leases { Leases(transactions) }
    /// Who has changed what.
    public var auditLog: AuditLog { AuditLog(transactions) }
}

// What the folders that have no door yet are written over.
extension Registry {
    var database: any Database { transactions.database }
    var actor: String { transactions.actor }

    /// Runs one change with its audit record.
    func change<Result>(
        _ action: AuditAction, of subject: String, _ detail: String = "", now: Timestamp,
        _ body: (Change) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try transactions.change(at: now) { (change) throws(RegistryError) in
            let result = try body(change)
            try change.audit(action, of: subject, detail)
            return result
        }
    }
}
