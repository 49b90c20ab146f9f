import LicensePostgres
public import LicenseRegistry
public import LicenseVerifier
public import SQLDatabase

extension Registry {
    /// Opens a registry, whose tables are brought to this program's version.
    ///
    /// - Parameters:
    ///   - connections: how many there may be to a server.
    ///   - actor: who is named in the audit log.
    public static func open(
        _ url: DatabaseURL, connections: Int = 8, actor: String, now: Timestamp
    ) throws(RegistryError) -> Registry {
        let database: any Database
        do throws(SQLError) {
            database = try url.open(connections: connections)
        } catch {
            throw RegistryError(error)
        }
        return try Registry(database, actor: actor, now: now)
    }

    /// The same beside a mark: a registry that was lost is not begun anew.
    ///
    /// Throws `registryLost` where there is a mark and no registry.
    public static func open(
        _ url: DatabaseURL, beside marks: MarkDirectory, connections: Int = 8, actor: String,
        now: Timestamp
    ) throws(RegistryError) -> Registry {
        if case .sqlite(let path) = url {
            return try open(sqlite: path, beside: marks, actor: actor, now: now)
        }
        let database: any Database
        do throws(SQLError) {
            database = try url.open(connections: connections)
        } catch {
            throw RegistryError(error)
        }
        return try Registry(database, beside: marks, actor: actor, now: now)
    }

    /// Opens a registry that is there and of this program's version, and changes nothing.
    ///
    /// Throws `noTables` where there is none, instead of making one.
    public static func open(
        existing url: DatabaseURL, connections: Int = 8, actor: String
    ) throws(RegistryError) -> Registry {
        let database: any Database
        do throws(SQLError) {
            database = try url.openExisting(connections: connections)
        } catch {
            throw RegistryError(error)
        }
        return try Registry(existing: database, actor: actor)
    }
}
