import ArgumentParser
import COSE
import COSESigning
import CommandSupport
import LicenseIssuer
import LicenseVerifier
import Terminal

/// `latchkey trust sign`: the first signature of a draft.
struct TrustSignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a draft with the first root key, as of now.",
        discussion: """
            The root keys of the bundle sign it. Where it appoints new ones, the root keys of the \
            bundle before must sign too; name that with --held.

            Examples:
              latchkey trust sign acme.trust --root-key alice.key
              latchkey trust sign acme-2.trust --root-key alice.key --held acme.trust
            """)

    @OptionGroup var signing: TrustSigning

    func run() throws {
        let draft = try signing.file.read()
        guard draft.messages.isEmpty else {
            throw CommandFailure(
                .cannotCreate, "\(signing.file.path) is already signed",
                nextStep: "add a signature with `latchkey trust cosign`, or draft the next version "
                    + "with `latchkey trust renew`")
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
        abstract: "Add the signature of another root key.",
        discussion: """
            Examples:
              latchkey trust cosign acme.trust --root-key bob.key
              latchkey trust cosign acme-2.trust --root-key bob.key --held acme.trust
            """)

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

    @Option(
        help: ArgumentHelp(
            "The bundle before this one, whose root keys sign too.", valueName: "file"),
        completion: .file())
    var held: String?

    @OptionGroup var root: RootKeyOptions
    @OptionGroup var output: OutputOptions

    var file: TrustFile { TrustFile(path: argument.file) }

    func sign(_ ceremony: TrustCeremony) throws {
        let before = try bundleBefore(ceremony.bundle)
        let key = try root.key()
        try check(key.verificationKey, for: ceremony, after: before)
        var signed = ceremony
        try signed.sign(by: key)
        try file.write(signed)
        var missing = 0
        if let before { missing = remark(signed, role: "before", of: before) }
        let own = remark(
            signed, role: before == nil ? "" : "of the new bundle", of: signed.bundle)
        try output.print(
            TrustReport(signed, at: Clock.now()).signed(missing: max(missing, own)))
    }

    /// Sees that the key is one of those that must sign.
    ///
    /// The signature of any other key would be ignored by those who verify the bundle.
    private func check(
        _ key: VerificationKey, for ceremony: TrustCeremony, after before: TrustBundle?
    ) throws(CeremonyError) {
        let roots = ceremony.bundle.roots + (before?.roots ?? [])
        guard roots.contains(key) else {
            if let entry = ceremony.bundle.keys.first(where: { $0.key == key }) {
                throw .roleKey(key.keyID, entry.role)
            }
            throw .notRoot(key.keyID)
        }
        guard !ceremony.messages.contains(where: { $0.header.keyID == key.keyID }) else {
            throw .hasSigned(key.keyID)
        }
    }

    private func bundleBefore(_ bundle: TrustBundle) throws -> TrustBundle? {
        guard let held else { return nil }
        let before = try TrustFile(path: held).readSigned().bundle
        guard before.organization == bundle.organization, before.version + 1 == bundle.version
        else {
            throw CeremonyError.notPredecessor(path: held)
        }
        return before
    }

    /// Says how many have signed, and returns how many more must.
    private func remark(
        _ ceremony: TrustCeremony, role: String, of bundle: TrustBundle
    ) -> Int {
        let ids = Set(bundle.roots.map(\.keyID))
        let signed = Set(ceremony.messages.map(\.header.keyID)).intersection(ids).count
        let name = role.isEmpty ? "root keys" : "root keys \(role)"
        Console.remark("\(signed) of the \(name) have signed, and \(bundle.threshold) must")
        return max(bundle.threshold - signed, 0)
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
        try PrivateKeyFile(name: rootKey).key(passphrase: passphraseOptions)
    }
}
