import ArgumentParser
import COSE
import CommandSupport
import LicenseRegistry
import LicenseService
import LicenseVerifier
import Terminal

/// `latchkeyd keys`: the issuing keys whose licenses the service takes.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, import, list and retire issuing keys, and replace the service's own.",
        subcommands: [
            KeysNewCommand.self, KeysImportCommand.self, KeysListCommand.self,
            KeysRetireCommand.self, KeysRotateCommand.self,
        ])
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
        let bundle = try ConfiguredBundle(ServiceConfiguration(options.sources()))
        try output.print(
            IssuingKeysReport(
                keys: options.registry().organizations.signingKeys()
                    .map { IssuingKeyRow($0, bundle) }))
    }
}

/// `latchkeyd keys retire`: a key signs no more.
struct KeysRetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Retire a key: nothing that it signs from now on is accepted.",
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
        let bundle = try ConfiguredBundle(ServiceConfiguration(options.sources()))
        let organizations = try options.markedRegistry().organizations
        try organizations.retireSigningKey(named: name, now: Clock.now())
        try output.print(
            IssuingKeysReport(
                keys: organizations.signingKeys().filter { $0.name == name }
                    .map { IssuingKeyRow($0, bundle) }))
    }
}

/// What is known of one issuing key.
struct IssuingKeyRow: Encodable {
    let name: String
    let keyId: String
    let organization: String
    let createdAt: String
    let retiredAt: String?
    /// `yes`, or why the bundle that the service hands out does not let it issue; nil without one.
    let inBundle: String?

    init(_ key: SigningKeyRecord, _ bundle: ConfiguredBundle?) {
        name = key.name
        keyId = "\(key.publicKey.keyID)"
        organization = "\(key.organization)"
        createdAt = "\(key.createdAt)"
        retiredAt = key.retiredAt.map { "\($0)" }
        inBundle = bundle?.standing(of: key)
    }
}

/// The issuing keys.
struct IssuingKeysReport: Report {
    let keys: [IssuingKeyRow]

    func text(_ style: Style) -> String {
        let hasBundle = keys.contains { $0.inBundle != nil }
        var table = Table(
            ["name", "key id", "organization", "retired"] + (hasBundle ? ["in bundle"] : []))
        for key in keys {
            table.add(
                [key.name, key.keyId, key.organization, key.retiredAt ?? "no"]
                    + (hasBundle ? [key.inBundle ?? ""] : []))
        }
        return table.text(style)
    }
}
