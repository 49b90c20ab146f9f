public import LicenseVerifier

/// The registry: what an issuer keeps, and what the service works on later.
///
/// Each verb is one transaction, which also writes the audit record. The rules (unique names and
/// indexes, one license for each row of a batch) are the tables' own.
public struct Registry: Sendable {
    let database: any Database
    let actor: String
    let counts: FilterCounts

    /// Opens a registry over a database, whose tables are brought to this program's version.
    ///
    /// - Parameter actor: who is named in the audit log.
    public init(
        _ database: some Database, actor: String, now: Timestamp
    ) throws(RegistryError) {
        try Migrator.migrate(database, now: now)
        self.database = database
        self.actor = actor
        counts = FilterCounts()
    }

    /// Opens a registry that is there and of this program's version, and changes nothing.
    ///
    /// Throws `missing` where the database has no registry, and `olderSchema` where its tables are to
    /// be migrated first.
    public init(existing database: some Database, actor: String) throws(RegistryError) {
        try Migrator.check(database)
        self.database = database
        self.actor = actor
        counts = FilterCounts()
    }

    /// Opens a registry in a SQLite file, which is made where it is not there yet.
    public static func open(
        sqlite path: String, actor: String = "latchkey", now: Timestamp
    ) throws(RegistryError) -> Registry {
        try Registry(SQLiteDatabase(path: path), actor: actor, now: now)
    }

    /// How many validations at once get more done than one (`Database.writeLanes`).
    public var writeLanes: Int { database.writeLanes }

    /// The same registry with another name in the audit log.
    public func acting(as actor: String) -> Registry {
        Registry(database: database, actor: actor, counts: counts)
    }

    init(database: any Database, actor: String, counts: FilterCounts) {
        self.database = database
        self.actor = actor
        self.counts = counts
    }

    /// Runs one change with its audit record.
    func change<Result>(
        _ action: String, of subject: String, _ detail: String = "", now: Timestamp,
        _ body: (any SQLWriter) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try database.write { (writer) throws(RegistryError) in
            let result = try body(writer)
            try Self.audit(writer, actor, action, subject, detail, now)
            return result
        }
    }
}
