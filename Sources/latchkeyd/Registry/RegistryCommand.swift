import ArgumentParser
import RegistryCommandSupport

/// `latchkeyd registry`: the registry as a whole.
struct RegistryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry",
        abstract: "Migrate, check, back up, restore, move and resume the registry.",
        discussion: """
            Examples:
              latchkeyd registry migrate --home /var/lib/latchkeyd
              latchkeyd registry check --home /var/lib/latchkeyd
              latchkeyd registry backup --home /var/lib/latchkeyd /srv/backup/registry.sqlite
              latchkeyd registry copy sqlite:/var/lib/latchkeyd/registry.sqlite \\
                "postgresql://latchkey@db.example/latchkey?sslmode=verify-full"
            """,
        subcommands: [
            RegistryMigrateCommand.self, RegistryCheckCommand.self, RegistryBackupCommand.self,
            RegistryRestoreCommand.self, RegistryCopyCommand.self,
            RegistryResumeCommand<ConfigurationOptions>.self,
            RegistryAdoptCommand<ConfigurationOptions>.self,
            RegistrySettleCommand<ConfigurationOptions>.self,
        ])
}
