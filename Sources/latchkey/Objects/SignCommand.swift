import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import LicenseVerifier
import Terminal

/// `latchkey sign`: a signature beside a text file, for people who have openssl and not this program.
struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a text file, such as a list of checksums, for anyone with openssl.",
        discussion: """
            The signature is 64 bytes of Ed25519 over the file as it is. It is checked with

              openssl pkeyutl -verify -rawin -pubin -inkey packages.pub \\
                -in SHA256SUMS -sigfile SHA256SUMS.sig

            Only text in UTF-8 is signed, so that no signature can be one of a license or a list. \
            Use a key that signs nothing else all the same.

            Examples:
              latchkey sign SHA256SUMS --private-key packages.key
            """)

    /// The most that is signed; whatever is larger is signed by its checksum.
    static let maxBytes = 16_777_216

    @Argument(help: ArgumentHelp("The file to sign.", valueName: "file"), completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp("The private key's file, or a pkcs11: URI.", valueName: "file"),
        completion: .file())
    var privateKey: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the signature goes; without it, beside the file with the ending .sig.",
            valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions
    @OptionGroup var reportOutput: OutputOptions

    func validate() throws {
        guard file != "-" || output != nil else {
            throw ValidationError("standard input needs --output")
        }
    }

    func run() throws {
        let bytes = try InputFile(path: file).bytes(limit: Self.maxBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .malformed, "\(quoted(file)) is not text in UTF-8",
                nextStep: "sign a list of its checksum: sha256sum FILE > SHA256SUMS")
        }
        let key = try PrivateKeyFile(name: privateKey).key(passphrase: passphraseOptions)
        let signature = try key.sign(text: text)
        let path = output ?? file + ".sig"
        try OutputFile.write(signature, to: path, for: .everyone)
        try reportOutput.print(
            SignatureReport(
                file: file, signature: path, keyId: "\(key.verificationKey.keyID)",
                publicKey: key.verificationKey.hexadecimal))
    }
}

/// What was signed, by whom, and where the signature lies.
private struct SignatureReport: Report {
    let file: String
    let signature: String
    let keyId: String
    let publicKey: String

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("signed", file)
        fields.add("signature", signature)
        fields.add("key id", keyId)
        fields.add("public key", publicKey)
        return fields.text(style)
    }
}
