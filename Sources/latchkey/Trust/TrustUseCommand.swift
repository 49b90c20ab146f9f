import ArgumentParser
import CommandSupport
import LicenseIssuer
import LicenseVerifier
import Terminal

/// `latchkey trust use`: the issuer keeps to the bundle that its devices have.
struct TrustUseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Keep to a signed bundle from now on.",
        discussion: """
            The bundle is kept in the issuer's directory. Commands then sign with the key that it \
            gives the role, refuse every other one, and put the bundle into answers to machines \
            that hold an older one. The affirmation lists in the file are kept with it.

            Examples:
              latchkey trust use acme.trust --root alice.pub --root bob.pub --threshold 2
            """)

    @OptionGroup var argument: TrustFileArgument
    @OptionGroup var roots: RootOptions
    @OptionGroup var homeOptions: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let home = try homeOptions.directory()
        // A directory without an issuer signs nothing.
        _ = try home.registry()
        let bundle = try PublishedBundle(
            ObjectInput.objects(argument.file), root: roots.root())
        try bundle.keep(in: home)
        try output.print(UsedBundleReport(bundle.bundle))
    }
}

/// The bundle that an issuer keeps to.
struct UsedBundleReport: Report {
    let version: UInt64
    let organization: String
    let expiresAt: String

    init(_ bundle: TrustBundle) {
        version = bundle.version
        organization = bundle.organization.description
        expiresAt = bundle.expiresAt.description
    }

    func text(_ style: Style) -> String { "version \(version), until \(expiresAt)" }
}
