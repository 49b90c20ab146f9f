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

/// `latchkey status staple`: the status of one license.
struct StatusStapleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staple",
        abstract: "Sign what a list says about one license, small enough for a QR code.",
        discussion: """
            Prints the carrier form, for a QR code or for reading aloud; with --output it writes a \
            license file with the license and the staple. With --publish it goes into the directory \
            of the lists, where `latchkey-sync` looks for it when a vendor publishes no list there.

            --typed prints it for somebody who types it from paper.

            A license that is no key and no file is looked up in the registry: by its id or the first \
            characters of it, or by the customer.

            Examples:
              latchkey status staple 3f0c6f2e --list lists/0 --publish lists
              latchkey status staple customer.lic --list lists/0
              latchkey status staple customer.lic --list lists/0 | latchkey qr -
            """)

    @OptionGroup var input: LicenseInput

    @Option(
        name: .customLong("list"),
        help: ArgumentHelp("The published list.", valueName: "file"), completion: .file())
    var statusList: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write a license file; - is standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Write the staple into this directory, as staples/ID.", valueName: "directory"),
        completion: .directory)
    var publish: String?

    @Option(
        help: ArgumentHelp(
            "The signing key's name; optional if there is only one.", valueName: "name"))
    var signingKey: KeyName?

    @Flag(help: "Print the staple in the form that is typed from paper.")
    var typed = false

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Passphrase") var passphraseOptions: PassphraseOptions
    @OptionGroup var reportOutput: OutputOptions

    func validate() throws {
        guard output != "-" || !reportOutput.json else {
            throw ValidationError("--json needs a file: with - the file itself is printed")
        }
        guard !typed || (output == nil && publish == nil) else {
            throw ValidationError("--typed prints the staple, and goes with no file")
        }
    }

    func run() throws {
        try trust.remarkExpiry()
        let license = try trust.trustedKeys().verify(key())
        let keys = try trust.statusKeys()
        let list = try StatusListInput.list(statusList, trusted: keys)
        let home = try trust.homeOptions.directory()
        let ring = KeyRing(home: home, organizations: try home.registry().organizations)
        let key = try ring.listKey(
            signingKey, for: license.claims.organization, passphrase: passphraseOptions)
        let staple = try list.staple(for: license, signedBy: key)
        // Who believes the list must believe the staple: a bundle gives keys their roles.
        _ = try keys.verifyStaple(staple.message)
        if let output {
            let text = LicenseFile([license.message, staple.message]).text(
                heading: "License \(license.claims.license), \(staple.claims.status.name)")
            guard output != "-" else { return Console.write(text) }
            try OutputFile.write(text, to: output, for: .everyone)
        }
        if let publish { try Self.publish(staple, of: license, in: publish) }
        guard (output == nil && publish == nil) || reportOutput.json else { return }
        var report = StapleReport(staple, of: license, in: output)
        if typed { report.typed = TypedForm.text(of: staple.message.bytes) }
        try reportOutput.print(report)
    }
}

extension StatusStapleCommand {
    /// The key that was given, or that of the license that is called so.
    private func key() throws -> LicenseKey {
        guard let given = input.license, given != "-", !InputFile(path: given).exists,
            !ReceivedText.read(given).isLikeObject
        else { return try input.key() }
        let registry = try trust.homeOptions.directory().registry()
        return try LicenseKey(LicenseReference.license(given, in: registry).message)
    }

    private static func publish(
        _ staple: VerifiedStatusStaple, of license: VerifiedLicense, in directory: String
    ) throws {
        let staples = "\(directory)/staples"
        guard mkdir(staples, 0o755) == 0 || errno == EEXIST else {
            throw CommandFailure(
                .cannotCreate, "\(staples) cannot be made: \(String(cString: strerror(errno)))",
                nextStep: "name the directory of the published lists")
        }
        try OutputFile.write(
            staple.message.bytes, to: "\(staples)/\(license.claims.license)", for: .everyone)
    }
}

/// A staple that was signed.
struct StapleReport: Report {
    /// The staple in the carrier form.
    let staple: String
    let license: String
    let status: String
    let shard: UInt32
    let sequence: UInt64
    let issuedAt: String
    let expiresAt: String
    let signedBy: String
    /// The license file that was written, if one was asked for.
    let file: String?
    /// The staple in the form that is typed from paper, where that was asked for.
    var typed: String?

    init(_ staple: VerifiedStatusStaple, of license: VerifiedLicense, in file: String?) {
        self.staple = staple.carrierText
        self.license = license.claims.license.description
        status = staple.claims.status.name
        shard = staple.claims.shard
        sequence = staple.claims.sequence
        issuedAt = staple.claims.issuedAt.description
        expiresAt = staple.claims.expiresAt.description
        signedBy = staple.message.header.keyID.description
        self.file = file
    }

    func text(_ style: Style) -> String { typed.map { String($0.dropLast()) } ?? staple }
}
