import ArgumentParser
import COSESigning
import LicenseIssuer
import LicenseVerifier
import Terminal

/// `latchkey trust sign`: the first signature of a draft.
struct TrustSignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a draft with the first root key, as of now.")

    @OptionGroup var signing: TrustSigning

    func run() throws {
        let draft = try signing.file.read()
        guard draft.messages.isEmpty else {
            throw CommandFailure(
                .cannotCreate, "\(signing.file.path) is signed already",
                nextStep: "add a signature with `latchkey trust cosign`")
        }
        var bundle = draft.bundle
        let span = bundle.expiresAt - bundle.issuedAt
        bundle.issuedAt = try Clock.now()
        bundle.expiresAt = bundle.issuedAt + span
        try signing.sign(TrustCeremony(draft: bundle))
    }
}

/// `latchkey trust cosign`: one signature more.
struct TrustCosignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: "Add the signature of another root key.")

    @OptionGroup var signing: TrustSigning

    func run() throws {
        let ceremony = try signing.file.read()
        guard !ceremony.messages.isEmpty else {
            throw CommandFailure(
                .configuration, "\(signing.file.path) is a draft",
                nextStep: "begin with `latchkey trust sign`, which fixes the time")
        }
        try signing.sign(ceremony)
    }
}

/// Which bundle is signed, and with which key.
struct TrustSigning: ParsableArguments {
    @OptionGroup var argument: TrustFileArgument
    @OptionGroup var root: RootKeyOptions
    @OptionGroup var output: OutputOptions

    var file: TrustFile { TrustFile(path: argument.file) }

    func sign(_ ceremony: TrustCeremony) throws {
        var signed = ceremony
        try signed.sign(by: root.key())
        try file.write(signed)
        try output.print(TrustReport(signed))
    }
}

/// The private half of a root key.
struct RootKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The root key's file, or a pkcs11: URI.", valueName: "file"),
        completion: .file())
    var rootKey: String

    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions

    func key() throws -> SigningKey {
        let ask = { () throws(KeyFileError) in try passphraseOptions.passphrase(for: rootKey) }
        return rootKey.hasPrefix("pkcs11:")
            ? try KeyFile.load(uri: rootKey) { () throws(KeyFileError) in try ask() }
            : try KeyFile.read(rootKey) { () throws(KeyFileError) in try ask() }
    }
}
