import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import RegistryCommandSupport
import SQLDatabase

extension ConfigurationOptions: RegistryOptions {
    /// Where the registry of these settings is.
    func database() throws -> DatabaseURL {
        let database = try ServiceConfiguration(sources()).database
        try database.checkDirectory()
        return database
    }

    /// The registry of these settings, to be read.
    func registry() throws -> Registry {
        try Registry.open(
            database(), beside: marks(), actor: "latchkeyd", now: Clock.now())
    }

    /// The registry of these settings, whose changes raise its mark as those of the service do.
    func markedRegistry() throws -> Registry {
        try registry().marked(
            in: ServiceConfiguration(sources()).marks, now: Clock.now())
    }

    /// Where the mark of the registry is.
    func marks() throws -> MarkDirectory { try ServiceConfiguration(sources()).marks }

    func servedBundles() throws -> [ServedBundle] {
        try ServiceConfiguration(sources()).servedBundles()
    }
}
