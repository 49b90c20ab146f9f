import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseService
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkeyd keys new`: an issuing key for the service's own registry, wherever that is.
struct KeysNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make an issuing key for this service's registry.",
        discussion: """
            The private key is a file in the home directory that only its owner can read, encrypted \
            where keys.passphrase-file is set. The public key is written beside it, and to the \
            registry. To sell with it, name it in keys.minting.

            Examples:
              latchkeyd keys new issuer --home /var/lib/latchkeyd
            """)

    @OptionGroup var placement: NewIssuingKeyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try placement.store()
        try store.add(SigningKey.generate(), named: placement.name, to: placement.organization)
        try output.print(store.report(placement.name))
    }
}

/// `latchkeyd keys import`: an issuing key that was made elsewhere.
struct KeysImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take an issuing key from a PEM file, or refer to one in an HSM.",
        discussion: """
            Examples:
              latchkeyd keys import issuer --from ~/.latchkey/keys/issuer.key --home /var/lib/latchkeyd
              latchkeyd keys import hsm --from 'pkcs11:token=latchkey;object=issuer' \\
                --home /var/lib/latchkeyd
            """)

    @OptionGroup var placement: NewIssuingKeyOptions

    @OptionGroup var source: KeySourceOptions

    @OptionGroup(title: "Passphrase of the source") var passphraseOptions: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try placement.store()
        let isReference = try source.refer(
            in: store.ring, as: placement.name, of: placement.organization,
            passphrase: passphraseOptions)
        if !isReference {
            let key = try source.key(passphrase: passphraseOptions)
            try store.add(key, named: placement.name, to: placement.organization)
        }
        try output.print(store.report(placement.name))
    }
}

/// The name of a new issuing key, and where it goes.
struct NewIssuingKeyOptions: ParsableArguments {
    @Argument(help: "The key's name: small letters, digits, dots and hyphens.")
    var name: KeyName

    @Option(
        help: ArgumentHelp(
            "The organization that it issues for, by name or id; optional if there is only one.",
            valueName: "organization"))
    var organization: String?

    @OptionGroup var options: ConfigurationOptions

    /// Where the key goes, after everything was checked that can be before there is one.
    func store() throws -> IssuingKeyStore {
        guard name != .service, name != .status else {
            throw CommandFailure(
                .usage, "the name \(name) is that of a key of the service itself",
                nextStep: "choose another name, such as issuer")
        }
        let store = try IssuingKeyStore(options)
        try store.ring.checkIsFree(name)
        return store
    }
}

/// The issuing keys of a service: files in its home, and the registry of its settings.
struct IssuingKeyStore {
    let ring: KeyRing
    let bundle: ConfiguredBundle?
    private let passphraseFile: String?

    init(_ options: ConfigurationOptions) throws {
        let configuration = try ServiceConfiguration(options.sources())
        passphraseFile = configuration.passphraseFile
        bundle = try ConfiguredBundle(configuration)
        try ServiceHome(configuration.home, passphraseFile: passphraseFile).create()
        ring = KeyRing(
            home: configuration.home, organizations: try options.markedRegistry().organizations)
    }

    /// As the service opens its keys: with the passphrase of its settings, or without one.
    func add(
        _ key: borrowing SigningKey, named name: KeyName, to organization: String?
    ) throws {
        guard let passphraseFile else {
            return try ring.addUnencrypted(key, named: name, to: organization)
        }
        try ring.add(
            key, named: name, passphrase: Passphrase.read(file: passphraseFile), to: organization)
    }

    /// The key that was added, and what is still to be done with it.
    func report(_ name: KeyName) throws -> IssuingKeysReport {
        let record = try ring.record(name)
        let row = IssuingKeyRow(record, bundle)
        if let inBundle = row.inBundle, inBundle != "yes" {
            Console.remark(
                "warning: programs that trust the bundle \(bundle?.path(of: record.organization) ?? "") take no license of "
                    + "this key yet; add it with `latchkey trust add-key` and have the bundle signed"
            )
        }
        return IssuingKeysReport(keys: [row])
    }
}
