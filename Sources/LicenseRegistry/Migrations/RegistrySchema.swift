public import LicenseVerifier
public import SQLDatabase

/// The tables of a registry, and how they come from one version to the next.
public enum RegistrySchema {
    /// A step that the tables take from one version to the next.
    public struct Step: Equatable, Sendable {
        /// Its number, which is the version that it leads to.
        public let number: Int64
        /// What it is about.
        public let name: String
    }

    /// All steps there have ever been, in their order.
    static let migrator = Migrator([
        .registry, .statusList, .activation, .deviceSync, .statusChange, .service, .online,
        .event, .polar, .idempotency, .sales, .publishedDelta, .deviceTotals, .tenantsAndAllowances,
        .owners, .pages, .rotation, .continuity, .pageOwners,
        .endedActivation, .shopProducts, .licenseMonths, .lastSeen,
        .dashboard, .seatMoves, .moments, .nodes, .makers, .serviceKeyRetired, .restorePoint,
        .formerOctets, .keptSeat, .releasedDevices, .mailbox, .earlierEnds, .textPrecedence,
        .licenseEnd, .shopNotes, .deviceVersions, .importOrder, .offlineUntil, .soldLicenses,
        .shopCustomers, .homeDatabase, .customerLists,
    ])

    /// The version of the tables that this program works on.
    public static var version: Int64 { migrator.newest }

    /// Brings the tables of a database to this program's version, or makes them.
    ///
    /// All missing steps are one transaction. Says which they were.
    @discardableResult
    public static func migrate(
        _ database: some Database, now: Timestamp
    ) throws(RegistryError) -> [Step] {
        do throws(SQLError) {
            return try migrator.migrate(database, now: now.secondsSinceEpoch).map {
                Step(number: $0.number, name: $0.name)
            }
        } catch {
            throw .database(error)
        }
    }

    /// Sees that nothing is missing, and changes nothing; throws `noTables` or `olderSchema`.
    static func check(_ database: some Database) throws(RegistryError) {
        do throws(SQLError) {
            try migrator.check(database)
        } catch {
            throw .database(error)
        }
    }

    /// Whether the tables of a registry are those of an older program; throws `noTables` where there
    /// is none, and `newerSchema` for one of a newer program.
    public static func isOutdated(_ database: some Database) throws(RegistryError) -> Bool {
        do throws(RegistryError) {
            try check(database)
            return false
        } catch .database(.olderSchema) {
            return true
        }
    }

    /// Throws where this program's user may not change the tables, or may not migrate them where
    /// they are to be migrated.
    public static func checkRights(
        in database: some Database, toMigrate: Bool
    ) throws(RegistryError) {
        do throws(SQLError) {
            try migrator.checkRights(in: database, toMigrate: toMigrate)
        } catch {
            throw .database(error)
        }
    }

    /// Whether a database has the tables of a registry, of whichever version.
    public static func exists(in database: some Database) throws(RegistryError) -> Bool {
        try database.read { (reader) throws(RegistryError) in
            do throws(SQLError) {
                return try Migrator.hasTable(reader, database.dialect)
            } catch {
                throw .database(error)
            }
        }
    }
}
