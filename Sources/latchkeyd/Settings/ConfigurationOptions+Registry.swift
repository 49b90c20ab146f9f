import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import SQLDatabase

extension ConfigurationOptions {
    /// Where the registry of these settings is.
    func database() throws -> DatabaseURL {
        try ServiceConfiguration(sources()).database
    }

    /// The registry of these settings.
    func registry() throws -> Registry {
        try Registry.open(database(), actor: "latchkeyd", now: Clock.now())
    }
}
