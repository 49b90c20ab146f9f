import ArgumentParser
import COSE
import CommandSupport
import Glibc
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey trust init`: the draft of a first bundle.
struct TrustInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Draft a first bundle.",
        discussion: """
            Examples:
              latchkey trust init acme.trust --root alice.pub --root bob.pub --threshold 2
            """)

    @OptionGroup var argument: TrustFileArgument
    @OptionGroup(title: "Root keys") var roots: RootOptions

    @Option(
        help: ArgumentHelp("How long a bundle is valid after it is signed.", valueName: "span"))
    var expires = Span(.seconds(365 * 86_400))

    @Option(
        help: ArgumentHelp(
            "The organization whose keys these are, by id; default: the registry's.",
            valueName: "uuid"))
    var org: OrganizationID?

    @OptionGroup var addresses: BundleAddressOptions
    @OptionGroup var scope: OrganizationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard access(argument.file, F_OK) != 0 else {
            throw CommandFailure(
                .cannotCreate, "\(argument.file) already exists",
                nextStep: "choose another name, or change it with `trust add-key`")
        }
        let now = try Clock.now()
        let root = try roots.root()
        var bundle = TrustBundle(
            organization: try organization(), roots: root.keys, threshold: root.threshold,
            issuedAt: now, expiresAt: now + expires.duration)
        try addresses.apply(to: &bundle)
        try bundle.checkDraft()
        let draft = try TrustCeremony(draft: bundle)
        try TrustFile(path: argument.file).write(draft)
        try output.print(TrustReport(draft, at: now))
    }

    private func organization() throws -> OrganizationID {
        if let org { return org }
        return try scope.organization(
            in: scope.homeOptions.directory().registry().organizations
        ).id
    }
}

/// `latchkey trust add-key`: a key with its role.
struct TrustAddKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-key",
        abstract: "Add a key with its role, window and constraints.",
        discussion: """
            Examples:
              latchkey trust add-key acme.trust acme.pub --role issue --until 2y --require-status
              latchkey trust add-key acme.trust status.pub --role status --until 90d \
            --output acme-2.trust
            """)

    @OptionGroup var draft: TrustDraftOptions

    @Argument(
        help: ArgumentHelp("The public key, as a file or as text.", valueName: "key"),
        completion: .file())
    var key: String?

    @Option(
        help: ArgumentHelp("The same as an option.", valueName: "public-key"),
        completion: .file())
    var publicKey: String?

    @Option(help: ArgumentHelp("issue, activate or status.", valueName: "role"))
    var role: RoleArgument

    @Option(
        help: ArgumentHelp(
            "In use from this time on; default: since the registry has it, or now.",
            valueName: "time"))
    var from: Timestamp?

    @Option(help: ArgumentHelp("In use for this long, or until a date.", valueName: "lifetime"))
    var until: Lifetime = .years(1)

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A benefit that it may issue; may be repeated. Default: any.", valueName: "uuid"))
    var benefit: [BenefitID] = []

    @Option(
        help: ArgumentHelp("The longest lifetime that it may give.", valueName: "span"))
    var longestLifetime: Span?

    @Flag(help: "It may sign only licenses that can be revoked.")
    var requireStatus = false

    @OptionGroup var homeOptions: HomeOptions

    func validate() throws {
        guard (key == nil) != (publicKey == nil) else {
            throw ValidationError("name the public key, once")
        }
    }

    func run() throws {
        let now = try Clock.now()
        let publicKey = try VerificationKey(given: key ?? publicKey ?? "-")
        guard let end = try end(of: publicKey, from: from ?? now) else {
            throw ValidationError("--until is a span or a date")
        }
        let start = try from ?? registered(publicKey) ?? now
        var key = BundleKey(publicKey, role: role.role, notBefore: start, notAfter: end)
        key.benefits = benefit.isEmpty ? nil : benefit
        key.longestLifetime = longestLifetime?.duration
        key.requiresStatusIndex = requireStatus
        try draft.edit { $0.keys.append(key) }
    }

    /// The end of the window; nil for none.
    private func end(of key: VerificationKey, from start: Timestamp) throws -> Timestamp? {
        do throws(IssuerError) {
            return try until.end(issuedAt: start)
        } catch .endsBeforeIssue {
            throw CeremonyError.window(key.keyID)
        } catch {
            throw error
        }
    }

    /// When the registry got the key.
    ///
    /// What it signed between then and now must stay valid, so its window begins there.
    private func registered(_ key: VerificationKey) throws -> Timestamp? {
        try homeOptions.directory().registryIfAny()?.organizations.signingKeys()
            .first { $0.publicKey == key }?.createdAt
    }
}

/// `latchkey trust retire-key`: a key is used no longer, and what it signed stays valid.
struct TrustRetireKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire-key",
        abstract: "End a key's window; what it signed until then stays valid.",
        discussion: """
            Examples:
              latchkey trust retire-key acme.trust acme.pub --output acme-2.trust
            """)

    @OptionGroup var draft: TrustDraftOptions

    @Argument(
        help: ArgumentHelp("The key's id, or the public key.", valueName: "key"),
        completion: .file())
    var key: String

    @Option(help: ArgumentHelp("In use until this time; default: now.", valueName: "time"))
    var at: Timestamp?

    func run() throws {
        let end = try at ?? Clock.now()
        try draft.edit { bundle in
            let position = try bundle.position(of: key)
            let entry = bundle.keys[position]
            if end >= entry.notAfter {
                Console.remark(
                    "the key's window already ends on \(entry.notAfter), and stays that way")
            }
            // Retiring never gives a key more time than it had.
            bundle.keys[position].notAfter = max(
                min(end, entry.notAfter), entry.notBefore + .seconds(1))
        }
    }
}

/// `latchkey trust compromise-key`: a key was stolen.
struct TrustCompromiseKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compromise-key",
        abstract: "Mark a key as stolen: what it signed is refused from the next bundle on.",
        discussion: """
            Examples:
              latchkey trust compromise-key acme.trust acme.pub --output acme-2.trust
            """)

    @OptionGroup var draft: TrustDraftOptions

    @Argument(
        help: ArgumentHelp("The key's id, or the public key.", valueName: "key"),
        completion: .file())
    var key: String

    @Option(help: ArgumentHelp("Stolen at this time; default: now.", valueName: "time"))
    var at: Timestamp?

    func run() throws {
        let moment = try at ?? Clock.now()
        try draft.edit { bundle in
            bundle.keys[try bundle.position(of: key)].compromisedAt = moment
        }
    }
}

/// A role by its name.
enum RoleArgument: String, ExpressibleByArgument, CaseIterable {
    case issue, activate, status

    var role: KeyRole {
        switch self {
        case .issue: .issue
        case .activate: .activate
        case .status: .status
        }
    }
}
