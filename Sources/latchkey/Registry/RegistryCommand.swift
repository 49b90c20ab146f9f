import ArgumentParser
import LicenseRegistry
import RegistryCommandSupport

/// `latchkey registry`: a registry that was restored.
struct RegistryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Go on with a registry that was restored.",
        discussion: """
            Examples:
              latchkey registry resume
              latchkey registry resume --list /var/www/status/0 --yes
              latchkey registry adopt returned-by-customers.lic
              latchkey registry settle --all
            """,
        subcommands: [
            RegistryResumeCommand<HomeOptions>.self, RegistryAdoptCommand<HomeOptions>.self,
            RegistrySettleCommand<HomeOptions>.self,
        ])
}

extension HomeOptions: RegistryOptions {
    /// A home's registry raises its mark by itself.
    func markedRegistry() throws -> Registry { try directory().registry() }

    func registry() throws -> Registry { try directory().unmarkedRegistry() }

    func marks() throws -> MarkDirectory { try directory().marks }

    func servedBundles() throws -> [ServedBundle] {
        try IssuerBundle(of: directory()).map { [$0.served] } ?? []
    }
}
