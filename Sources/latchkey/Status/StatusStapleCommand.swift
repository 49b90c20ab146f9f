import ArgumentParser
import COSE
import COSESigning
import LicenseIssuer
import LicenseStore
import LicenseVerifier
import Terminal

/// `latchkey status staple`: the word about one license.
struct StatusStapleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staple",
        abstract: "Sign what a list says of one license, small enough for a QR code.",
        discussion: """
            Prints the carrier form, for a QR code or for reading aloud; with --output it writes a \
            license file with the license and the staple.

            Examples:
              latchkey status staple customer.lic --list lists/0
              latchkey status staple customer.lic --list lists/0 | latchkey qr -
            """)

    @OptionGroup var input: LicenseInput

    @Option(
        name: .customLong("list"),
        help: ArgumentHelp("The published list.", valueName: "file"), completion: .file())
    var statusList: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write a license file.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The signing key's name; with one key it may be left out.", valueName: "name"))
    var signingKey: KeyName?

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions

    func run() throws {
        let license = try trust.trustedKeys().verify(input.key())
        let list = try StatusListInput.list(statusList, trusted: trust.statusKeys())
        let home = try trust.homeOptions.directory()
        let ring = KeyRing(home: home, store: try home.store())
        let key = try ring.signingKey(of: ring.record(signingKey), passphrase: passphraseOptions)
        let staple = try list.staple(for: license, signedBy: key)
        guard let output else { return Console.say(staple.carrierText) }
        let file = LicenseFile([license.message, staple.message])
        try OutputFile.write(
            file.text(heading: "License \(license.claims.license), \(staple.claims.status.word)"),
            to: output)
    }
}
