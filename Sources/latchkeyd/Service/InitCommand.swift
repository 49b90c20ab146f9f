import ArgumentParser
import CommandSupport
import Foundation
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// `latchkeyd init`: makes what a service needs.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a directory with registry, keys and the first token.",
        discussion: """
            Existing files stay as they are, so you can give an issuer's directory too. The first \
            token is printed once, on standard output, and cannot be shown again.

            Examples:
              latchkeyd init --home /var/lib/latchkeyd --organization "ACME Ltd"
            """)

    @Option(help: ArgumentHelp("The organization's name.", valueName: "name"))
    var organization: String?

    @Flag(help: "Make new keys though the registry has some; devices must be told of them.")
    var newKeys = false

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try ServiceConfiguration(options.sources())
        let home = ServiceHome(
            configuration.home, passphraseFile: configuration.passphraseFile)
        let made = try home.initialize(
            organization: organization, database: configuration.database,
            makesNewKeys: newKeys, now: Clock.now())
        if made.hasJoined { Console.remark("joined the registry that is there") }
        if let organization = made.organization {
            Console.remark("made the organization \(organization.name)")
        }
        for key in made.keys {
            Console.remark("made the key \(key): \(configuration.home.publicKeyPath(key))")
        }
        if let token = made.token {
            Console.remark("the first token, shown only now:")
            Console.say(token.text)
        }
    }
}
