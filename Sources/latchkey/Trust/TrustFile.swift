import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseVerifier
import Terminal

/// A draft or a signed bundle on disk.
struct TrustFile {
    let path: String

    func read() throws -> TrustCeremony {
        let bytes = try InputFile(path: path).bytes(limit: 32 * TrustBundle.maxPayload)
        do throws(IssuerError) {
            return try TrustCeremony(bytes)
        } catch {
            let foreign = ForeignInput.refusal(
                of: bytes, wanted: "a trust bundle",
                nextStep: "give the file that `latchkey trust` made")
            if let foreign { throw foreign }
            throw error
        }
    }

    /// A bundle that somebody has signed.
    func readSigned() throws -> TrustCeremony {
        let ceremony = try read()
        guard !ceremony.messages.isEmpty else { throw CeremonyError.draft(path: name) }
        return ceremony
    }

    func write(_ ceremony: TrustCeremony) throws {
        guard path != "-" else {
            throw CommandFailure(
                .usage, "a changed or signed bundle must be written to a file",
                nextStep: "name the file")
        }
        let file = try OutputFile(path, for: .everyone)
        try file.write(ceremony.bytes)
        try file.complete()
    }

    private var name: String { InputFile(path: path).name }
}

/// Which draft is changed, and where it goes.
struct TrustDraftOptions: ParsableArguments {
    @OptionGroup var argument: TrustFileArgument

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to write the draft. Default: in place of the draft that it changes; a signed "
                + "bundle stays, and the draft of the next version needs a file of its own.",
            valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var reportOutput: OutputOptions

    /// Changes the draft; of a signed bundle it makes the draft of the next version.
    func edit(_ change: (inout TrustBundle) throws -> Void) throws {
        let ceremony = try TrustFile(path: argument.file).read()
        var bundle = ceremony.bundle
        if let output, InputFile(path: output).exists {
            throw CommandFailure(
                .cannotCreate, "\(output) already exists", nextStep: "choose another name")
        }
        if !ceremony.messages.isEmpty {
            guard output != nil else {
                throw CeremonyError.signed(path: argument.file, version: bundle.version)
            }
            bundle.version += 1
        }
        try change(&bundle)
        try bundle.checkDraft()
        let draft = try TrustCeremony(draft: bundle)
        if !ceremony.messages.isEmpty {
            Console.remark("drafting version \(bundle.version); it must be signed again")
        }
        try TrustFile(path: output ?? argument.file).write(draft)
        try reportOutput.print(TrustReport(draft, at: Clock.now()))
    }
}

extension TrustBundle {
    /// The position of a key that is named by its id or its public half.
    func position(of given: String) throws -> Int {
        let id =
            given.utf8.count == 16
            ? try KeyID(hexadecimal: given) ?? VerificationKey(given: given).keyID
            : try VerificationKey(given: given).keyID
        guard let index = keys.firstIndex(where: { $0.key.keyID == id }) else {
            throw CeremonyError.unknownKey(id)
        }
        return index
    }
}
