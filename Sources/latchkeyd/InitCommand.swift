import ArgumentParser
import Foundation
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// `latchkeyd init`: makes what a service needs.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a directory with registry, keys and the first token.",
        discussion: """
            What is there already stays as it is, so an issuer's directory can be given too. The \
            first token is printed once, on standard output, and nobody can see it again.

            Examples:
              latchkeyd init --home /var/lib/latchkeyd --organization "ACME Ltd"
            """)

    @Option(help: ArgumentHelp("The organization's name.", valueName: "name"))
    var organization: String?

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try ServiceConfiguration(options.sources())
        let home = ServiceHome(
            configuration.home, passphraseFile: configuration.passphraseFile)
        let made = try home.initialize(
            organization: organization, database: configuration.database, now: Clock.now())
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

/// The machine's clock.
enum Clock {
    static func now() throws -> Timestamp {
        guard let now = Timestamp(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) else {
            throw CommandFailure(
                .configuration, "this machine's clock is out of range",
                nextStep: "set this machine's clock to the correct date and time")
        }
        return now
    }
}
