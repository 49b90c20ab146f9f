import LicensePostgres
public import LicenseRegistry
import SQLDatabase

extension ServiceConfiguration {
    /// Where this node keeps the mark of the registry.
    public var marks: MarkDirectory { MarkDirectory(of: home, registry: database) }

    /// Opens the database of a registry that is there, and says whether its tables are of an older
    /// program; throws `registryLost` where there is none, and was one.
    func openDatabase() throws -> (database: any Database, isOutdated: Bool) {
        do {
            let database = try self.database.openExisting(connections: 1)
            return (database, try RegistrySchema.isOutdated(database))
        } catch SQLError.noTables {
            try marks.requireNoMark()
            throw RegistryError.database(.noTables)
        } catch RegistryError.database(.noTables) {
            try marks.requireNoMark()
            throw RegistryError.database(.noTables)
        }
    }
}
