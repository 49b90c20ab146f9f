import ArgumentParser
import CommandSupport
// Also the rows of the table of exit statuses for the registry's errors.
import RegistryCommandSupport

/// The command tree.
@main
struct Latchkeyd: Program {
    static let configuration = CommandConfiguration(
        commandName: "latchkeyd",
        abstract: "The service that devices sync with.",
        discussion: """
            To begin:

              latchkeyd init --home /var/lib/latchkeyd --organization "ACME Ltd"
              latchkeyd serve --home /var/lib/latchkeyd

            The directory may be that of an issuer (`latchkey --home`): both share the registry.
            """,
        version: "latchkeyd 1.0.0",
        subcommands: [
            InitCommand.self, ServeCommand.self, OpenCommand.self, CheckConfigCommand.self,
            TokenCommand.self, KeysCommand.self,
            BenefitsCommand<ServiceOrganizationOptions>.self,
            AuditCommand.self, ListsCommand.self, RegistryCommand.self, ImportCommand.self,
            RehearseCommand.self,
            DemoCommand.self,
        ])
}
