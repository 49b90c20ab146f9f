import ArgumentParser
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey keys retire`: a key signs no more.
struct KeysRetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Retire a key: nothing that it signs from now on is accepted.",
        discussion: """
            Licenses that it signed before stay good. Programs that trust a bundle hear of it \
            by `latchkey trust retire-key`, and of a stolen key by `latchkey trust \
            compromise-key`.

            Examples:
              latchkey keys retire acme
            """)

    @Argument(help: "The key's name.")
    var name: KeyName

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try homeOptions.directory()
        let ring = KeyRing(home: home, organizations: try home.registry().organizations)
        let record = try ring.record(name)
        try ring.organizations.retireSigningKey(named: record.name, now: Clock.now())
        try output.print(ring.report(name))
    }
}
