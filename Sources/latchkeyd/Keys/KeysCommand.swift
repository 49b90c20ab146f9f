import ArgumentParser
import COSE
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkeyd keys`: the issuing keys whose licenses the service takes.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "List issuing keys, retire them, and replace the service's own.",
        subcommands: [KeysListCommand.self, KeysRetireCommand.self, KeysRotateCommand.self])
}

/// `latchkeyd keys list`: which keys there are.
struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the issuing keys, and whose they are.",
        discussion: """
            Examples:
              latchkeyd keys list --home /var/lib/latchkeyd
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.print(
            IssuingKeysReport(
                keys: options.registry().organizations.signingKeys().map(IssuingKeyRow.init)))
    }
}

/// `latchkeyd keys retire`: a key signs no more.
struct KeysRetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "End a key's time: what it signs from now on counts nowhere.",
        discussion: """
            Licenses that it signed before stay good. A running service hears of it within its \
            interval.

            Examples:
              latchkeyd keys retire acme --home /var/lib/latchkeyd
            """)

    @Argument(help: ArgumentHelp("The key's name.", valueName: "name"))
    var name: String

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let organizations = try options.registry().organizations
        try organizations.retireSigningKey(named: name, now: Clock.now())
        try output.print(
            IssuingKeysReport(
                keys: organizations.signingKeys().filter { $0.name == name }
                    .map(IssuingKeyRow.init)))
    }
}

/// What is known of one issuing key.
private struct IssuingKeyRow: Encodable {
    let name: String
    let keyId: String
    let organization: String
    let createdAt: String
    let retiredAt: String?

    init(_ key: SigningKeyRecord) {
        name = key.name
        keyId = "\(key.publicKey.keyID)"
        organization = "\(key.organization)"
        createdAt = "\(key.createdAt)"
        retiredAt = key.retiredAt.map { "\($0)" }
    }
}

/// The issuing keys.
private struct IssuingKeysReport: Report {
    let keys: [IssuingKeyRow]

    func text(_ style: Style) -> String {
        var table = Table("name", "key id", "organization", "retired")
        for key in keys {
            table.add(key.name, key.keyId, key.organization, key.retiredAt ?? "no")
        }
        return table.text(style)
    }
}
