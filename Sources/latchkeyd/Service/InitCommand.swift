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
            token is written once, to --token-file or standard output, and cannot be shown again.

            Examples:
              latchkeyd init --home /var/lib/latchkeyd --organization "ACME Ltd" \\
                --token-file first-token
              latchkeyd init --home /var/lib/latchkeyd --organization "ACME Ltd" \\
                --organization-id fda84e25-7b55-4d67-a7f4-60ba1d3cc3a5 --token-file first-token
            """)

    @Option(help: ArgumentHelp("The organization's name.", valueName: "name"))
    var organization: String?

    @Option(
        help: ArgumentHelp(
            "The organization's id, where programs that you have shipped contain one: Polar's, or "
                + "that of another registry (default: a new one).", valueName: "id"))
    var organizationID: OrganizationID?

    @Option(
        help: ArgumentHelp(
            "Write the token to this file, which only its owner can read.", valueName: "file"),
        completion: .file())
    var tokenFile: String?

    @Flag(help: "Make new keys though the registry has some; devices must be told of them.")
    var newKeys = false

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        // Begun before there is a token, so that none is made that cannot be kept.
        let file = try tokenFile.map { try OutputFile($0, for: .owner) }
        let configuration = try ServiceConfiguration(options.sources())
        let home = ServiceHome(
            configuration.home, passphraseFile: configuration.passphraseFile)
        let made = try home.initialize(
            organization: organization, id: organizationID, database: configuration.database,
            makesNewKeys: newKeys, now: Clock.now())
        if made.hasJoined { Console.remark("joined the registry that is there") }
        if let organization = made.organization {
            Console.remark("made the organization \(organization.name): \(organization.id)")
        }
        if made.organization == nil, let organization {
            Console.remark("the registry has the organization \(organization) already")
        }
        if made.token == nil, let tokenFile {
            Console.remark(
                "there are tokens already, so none was written to \(tokenFile); make one with "
                    + "`latchkeyd token new`")
        }
        for key in made.keys {
            Console.remark("made the key \(key): \(configuration.home.publicKeyPath(key))")
        }
        if !made.keys.isEmpty, configuration.passphraseFile == nil {
            Console.remark(
                "warning: the keys are not encrypted, as keys.passphrase-file is not set; whoever "
                    + "reads their files can sign")
        }
        if let token = made.token {
            guard let file, let tokenFile else {
                Console.remark("the first token, shown only now:")
                return Console.say(token.text)
            }
            try file.write(token.text + "\n")
            try file.complete()
            Console.remark("the first token is in \(tokenFile)")
        }
    }
}
