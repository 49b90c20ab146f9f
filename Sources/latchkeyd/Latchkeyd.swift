import ArgumentParser
import Terminal

/// The command tree.
@main
struct Latchkeyd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latchkeyd",
        abstract: "The service that devices sync with.",
        discussion: """
            The shortest way round:

              latchkeyd init --home /var/lib/latchkeyd --organization "ACME Ltd"
              latchkeyd serve --home /var/lib/latchkeyd

            The directory may be that of an issuer (`latchkey --home`): both share the registry.
            """,
        version: "latchkeyd 1.0.0",
        subcommands: [
            InitCommand.self, ServeCommand.self, CheckConfigCommand.self, TokenCommand.self,
            AuditCommand.self, ListsCommand.self, RegistryCommand.self, ImportCommand.self,
            DemoCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitStatus.leave(after: error, of: Self.self)
        }
    }
}
