import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey keys list`: the issuing keys and whose they are.
struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the issuing keys.")

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try homeOptions.directory()
        let registry = try home.registry()
        let organizations = try registry.organizations.all()
        try output.print(
            KeyListReport(
                keys: try registry.organizations.signingKeys().map {
                    KeyReport($0, in: organizations, home: home)
                }))
    }
}

/// `latchkey keys show`: one key in every form.
struct KeysShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a key's public half and whose it is.")

    @Argument(help: "The key's name; optional if there is only one.")
    var name: KeyName?

    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try homeOptions.directory()
        let ring = KeyRing(home: home, organizations: try home.registry().organizations)
        try output.print(ring.report(ring.record(name)))
    }
}

extension KeyRing {
    func report(_ name: KeyName) throws -> KeyReport {
        try report(record(name))
    }

    func report(_ record: SigningKeyRecord) throws -> KeyReport {
        KeyReport(record, in: try organizations.all(), home: home)
    }
}

/// One issuing key.
struct KeyReport: Report {
    let name: String
    let keyId: String
    let organization: String
    let organizationName: String
    let createdAt: String
    let retiredAt: String?
    let publicKey: String
    let publicKeyFile: String

    init(_ record: SigningKeyRecord, in organizations: [Organization], home: HomeLayout) {
        name = record.name
        keyId = record.publicKey.keyID.description
        organization = record.organization.description
        organizationName =
            organizations.first { $0.id == record.organization }?.name ?? ""
        createdAt = record.createdAt.description
        retiredAt = record.retiredAt?.description
        publicKey = record.publicKey.hexadecimal
        publicKeyFile = KeyName(record.name).map(home.publicKeyPath) ?? ""
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("key id", keyId)
        fields.add("organization", "\(organizationName) (\(organization))")
        fields.add("created", createdAt)
        if let retiredAt { fields.add("retired", retiredAt) }
        fields.add("public key", publicKey)
        fields.add("file", publicKeyFile)
        return "\(style.strong(name))\n\(fields.text(style))"
    }
}

struct KeyListReport: Report {
    let keys: [KeyReport]

    func text(_ style: Style) -> String {
        var table = Table("NAME", "KEY ID", "ORGANIZATION", "CREATED")
        for key in keys {
            let name = key.retiredAt == nil ? key.name : "\(key.name) (retired)"
            table.add(name, key.keyId, key.organizationName, key.createdAt)
        }
        return table.text(style)
    }
}
