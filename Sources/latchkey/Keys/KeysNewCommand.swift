import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey keys new`: an issuing key, and on first use the organization that it belongs to.
struct KeysNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make an issuing key.",
        discussion: """
            The private key is a PKCS#8 file, encrypted with a passphrase; `openssl pkey` reads it \
            too. The public key is written beside it; programs pin it.

            Examples:
              latchkey keys new --organization "ACME Ltd"
              latchkey keys new release-2027 --passphrase-file ~/secrets/latchkey
              latchkey keys new --organization-id fda84e25-7b55-4d67-a7f4-60ba1d3cc3a5
            """)

    @OptionGroup var placement: NewKeyOptions
    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions

    @Flag(help: "Write the private key without a passphrase: anyone who reads the file can issue.")
    var noPassphrase = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if noPassphrase,
            passphraseOptions.passphraseFile != nil
                || passphraseOptions.passphraseDescriptor != nil
        {
            throw ValidationError("--no-passphrase excludes a passphrase")
        }
    }

    func run() throws {
        let ring = try placement.keyRing()
        try ring.checkIsFree(placement.name)
        let key = try SigningKey.generate()
        if noPassphrase {
            Console.remark(
                "warning: the private key is not encrypted; whoever reads its file can issue")
            try ring.addUnencrypted(key, named: placement.name, to: placement.organization)
        } else {
            let passphrase = try passphraseOptions.newPassphrase(for: "\(placement.name)")
            try ring.add(
                key, named: placement.name, passphrase: passphrase, to: placement.organization)
        }
        try output.print(ring.report(placement.name))
    }
}

/// `latchkey keys import`: a key that was made elsewhere.
struct KeysImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import an Ed25519 key from a PEM file, or refer to one in an HSM.",
        discussion: """
            Examples:
              openssl genpkey -algorithm ed25519 -out made-elsewhere.pem
              latchkey keys import --from made-elsewhere.pem release-2027
              latchkey keys import --from 'pkcs11:token=latchkey;object=issuer' hsm
            """)

    @OptionGroup var placement: NewKeyOptions

    @OptionGroup var source: KeySourceOptions

    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let ring = try placement.keyRing()
        try ring.checkIsFree(placement.name)
        let isReference = try source.refer(
            in: ring, as: placement.name, of: placement.organization,
            passphrase: passphraseOptions)
        if !isReference {
            let key = try source.key(passphrase: passphraseOptions)
            let passphrase = try passphraseOptions.newPassphrase(for: "\(placement.name)")
            try ring.add(
                key, named: placement.name, passphrase: passphrase, to: placement.organization)
        }
        try output.print(ring.report(placement.name))
    }
}

/// Name, organization and directory of a new key.
struct NewKeyOptions: ParsableArguments {
    @Argument(help: "The key's name: small letters, digits, dots and hyphens.")
    var name: KeyName = .issuer

    @Option(
        help: ArgumentHelp(
            "The organization that it issues for; created if it is new.", valueName: "name"))
    var organization: String?

    @Option(
        help: ArgumentHelp(
            "The id of an organization that is new here, where programs that you have shipped "
                + "contain one: Polar's, or another registry's (default: a new one).",
            valueName: "id"))
    var organizationID: OrganizationID?

    @OptionGroup var homeOptions: HomeOptions

    func keyRing() throws -> KeyRing {
        let home = try homeOptions.directory()
        return KeyRing(
            home: home, organizations: try home.createRegistry().organizations,
            newID: organizationID)
    }
}
