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

/// `latchkey trust affirm`: which licenses stay valid although their key was stolen.
struct TrustAffirmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affirm",
        abstract: "List the licenses that stay valid although their key was stolen.",
        discussion: """
            Once a bundle marks a key as compromised, every license of that key is refused, \
            including those of honest customers. This list of the licenses in the registry makes \
            those valid again, without new keys for anybody. Where several root keys must sign, each signs the \
            same file in turn, and is told first whose key it is and how many licenses.

            Examples:
              latchkey trust affirm acme.affirmed --compromised acme.pub --root-key alice.key
              latchkey trust affirm acme.affirmed --root-key bob.key
            """)

    @Argument(help: ArgumentHelp("The list.", valueName: "file"), completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp("The stolen key: its public half, or its id.", valueName: "key"),
        completion: .file())
    var compromised: String?

    @Option(
        help: ArgumentHelp(
            "Only licenses recorded as issued before this time.", valueName: "time"))
    var before: Timestamp?

    @OptionGroup var root: RootKeyOptions
    @OptionGroup var scope: OrganizationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        var ceremony = try begun()
        // The signer sees what is signed before the passphrase is asked for.
        Console.remark(
            "\(ceremony.count) licenses of the key \(ceremony.key) stay valid, of the organization "
                + "\(ceremony.organization)")
        let key = try root.key()
        let keyID = key.verificationKey.keyID
        guard !ceremony.messages.contains(where: { $0.header.keyID == keyID }) else {
            throw CeremonyError.hasSigned(keyID)
        }
        guard keyID != ceremony.key else { throw CeremonyError.stolenKey(keyID) }
        try ceremony.sign(by: key)
        try OutputFile.write(ceremony.bytes, to: file, for: .everyone)
        Console.remark("\(ceremony.messages.count) root key(s) have signed")
        try output.print(AffirmationReport(ceremony, in: file))
    }

    /// The list of a file that others have signed, or a new one out of the registry.
    private func begun() throws -> AffirmationCeremony {
        if access(file, F_OK) == 0 {
            guard compromised == nil else {
                throw CommandFailure(
                    .cannotCreate, "\(file) already exists",
                    nextStep: "leave out --compromised to sign it, or choose another name")
            }
            return try AffirmationCeremony(messages())
        }
        guard let compromised else {
            throw CommandFailure(
                .noInput, "there is no file \(quoted(file))",
                nextStep: "begin it with --compromised and the stolen key's public half")
        }
        return try affirming(licensesOf: keyID(compromised))
    }

    /// The signatures so far; anything else is refused by that name.
    private func messages() throws -> [SignedMessage] {
        let bytes = try InputFile(path: file).bytes(
            limit: TrustBundle.maxRoots * VerifiedAffirmationList.maxPayload)
        do throws(COSEError) {
            return try SignedMessage.sequence(
                bytes, maxPayload: VerifiedAffirmationList.maxPayload)
        } catch {
            let foreign = ForeignInput.refusal(
                of: bytes, wanted: "an affirmation list",
                nextStep: "give the file that `latchkey trust affirm` made")
            if let foreign { throw foreign }
            throw IssuerError.affirmation
        }
    }

    private func affirming(licensesOf key: KeyID) throws -> AffirmationCeremony {
        let registry = try scope.homeOptions.directory().registry()
        let organization = try scope.organization(in: registry.organizations)
        var licenses: [SignedMessage] = []
        try registry.licenses.forEach(matching: LicenseFilter(organization: organization.id)) {
            record in
            guard record.message.header.keyID == key,
                before.map({ record.claims.issuedAt < $0 }) ?? true
            else { return }
            licenses.append(record.message)
        }
        guard !licenses.isEmpty else {
            throw CommandFailure(
                .noInput, "the registry has no license of the key \(key)",
                nextStep: "see who signed a license with `latchkey licenses show`")
        }
        return AffirmationCeremony(licenses, of: organization.id, signedBy: key)
    }

    private func keyID(_ given: String) throws -> KeyID {
        if given.utf8.count == 16, let id = KeyID(hexadecimal: given) { return id }
        return try VerificationKey(given: given).keyID
    }
}

/// A list of licenses that stay valid, on its way to enough signatures.
struct AffirmationReport: Report {
    let file: String
    let organization: String
    let key: String
    let licenses: Int
    let signedBy: [String]

    init(_ ceremony: AffirmationCeremony, in file: String) {
        self.file = file
        organization = ceremony.organization.description
        key = ceremony.key.description
        licenses = ceremony.count
        signedBy = ceremony.messages.map(\.header.keyID.description)
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("organization", organization)
        fields.add("stolen key", key)
        fields.add("stay valid", "\(licenses) licenses")
        fields.add("signed by", signedBy.joined(separator: ", "))
        return fields.text(style)
    }
}
