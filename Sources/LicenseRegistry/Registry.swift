public import LicenseVerifier
public import SQLDatabase

/// The registry: what an issuer keeps, and what the service works on.
///
/// One door for each domain, some with a door further in. Each verb of a door is one transaction, which also writes the audit
/// record of what it changes; counting and leases have none. The rules (unique names and indexes, one license for each row of a batch) are the
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
    /// Who can write the file can forget licenses and change what is published, but cannot sign.
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

    /// The same registry, which dates what is made by a clock to the microsecond.
    ///
    /// Without one, what is made within a second is counted.
    public func timed(by clock: @escaping @Sendable () -> ExactTime) -> Registry {
        var transactions = transactions
        transactions.moments = Moments(clock: clock)
        return Registry(transactions, counts: counts)
    }

    /// The same registry with another name in the audit log.
    public func acting(as actor: String) -> Registry {
        Registry(transactions.acting(as: actor), counts: counts)
    }
}

extension Registry {
    /// Who sells licenses, and their keys.
    public var organizations: Organizations { Organizations(transactions) }
    /// What licenses are issued of.
    public var benefits: Benefits { Benefits(transactions) }
    /// Who licenses are issued to.
    public var customers: Customers { Customers(transactions) }
    /// Licenses as they are found and read.
    public var licenses: Licenses { Licenses(transactions, counts) }
    /// What changes a license.
    public var issuance: Issuance { Issuance(transactions) }
    /// Who uses a license: devices, and seats that are taken online.
    public var activations: Activations { Activations(transactions) }
    /// Which licenses are not good, as lists say it.
    public var statusLists: StatusLists { StatusLists(transactions) }
    /// What shops say of sales and buyers, and what follows.
    public var sales: Sales { Sales(transactions) }
    /// Endpoints of webhooks and their deliveries.
    public var webhooks: Webhooks { Webhooks(transactions) }
    /// Bearer tokens of the management interface.
    public var tokens: Tokens { Tokens(transactions) }
    /// The nodes that share the registry, and what each serves.
    public var nodes: Nodes { Nodes(transactions) }
    /// Who has changed what.
    public var auditLog: AuditLog { AuditLog(transactions) }
    /// Backups, checks and copies.
    public var maintenance: Maintenance { Maintenance(transactions) }
}
