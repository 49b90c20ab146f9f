import ArgumentParser

/// `latchkeyd store`: the registry as a whole.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Migrate, check, back up and copy the registry.",
        discussion: """
            Examples:
              latchkeyd store migrate --home /var/lib/latchkeyd
              latchkeyd store check --home /var/lib/latchkeyd
              latchkeyd store backup --home /var/lib/latchkeyd /srv/backup/registry.sqlite
              latchkeyd store copy sqlite:/var/lib/latchkeyd/registry.sqlite \\
                "postgresql://latchkey@db.example/latchkey?sslmode=verify-full"
            """,
        subcommands: [
            StoreMigrateCommand.self, StoreCheckCommand.self, StoreBackupCommand.self,
            StoreCopyCommand.self,
        ])
}
