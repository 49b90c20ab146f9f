public import LicenseVerifier

extension Registry {
    /// A step that the tables of a registry take from one version to the next.
    public struct SchemaStep: Equatable, Sendable {
        /// Its number, which is the version that it leads to.
        public let number: Int64
        /// What it is about.
        public let name: String
    }

    /// The version of the tables that this program works on.
    public static var schemaVersion: Int64 { Migrator.newest }

    /// Brings the tables of a database to this program's version, or makes them.
    ///
    /// All missing steps are one transaction. Says which they were.
    @discardableResult
    public static func migrate(
        _ database: some Database, now: Timestamp
    ) throws(RegistryError) -> [SchemaStep] {
        try Migrator.migrate(database, now: now).map {
            SchemaStep(number: $0.number, name: $0.name)
        }
    }

    /// Whether a database has the tables of a registry, of whichever version.
    public static func isRegistry(_ database: some Database) throws(RegistryError) -> Bool {
        try database.read { (reader) throws(RegistryError) in
            try Migrator.hasTable(reader, database.dialect)
        }
    }
}
