import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey trust show`: what a bundle says, before anything is believed.
struct TrustShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a draft or bundle, without verifying it.")

    @OptionGroup var argument: TrustFileArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.print(TrustReport(TrustFile(path: argument.file).read(), at: Clock.now()))
    }
}

/// `latchkey trust verify`: whether enough root keys have signed.
struct TrustVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that enough root keys have signed a bundle.",
        discussion: """
            With a bundle that is held already, the new one must be newer, and the root keys are \
            the held one's.

            Examples:
              latchkey trust verify acme.trust --root alice.pub --root bob.pub --threshold 2
              latchkey trust verify new.trust --held acme.trust --root alice.pub
            """)

    @OptionGroup var argument: TrustFileArgument
    @OptionGroup(title: "Root keys") var roots: RootOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A bundle that is held already; may be repeated, oldest first.", valueName: "file"),
        completion: .file())
    var held: [String] = []

    @OptionGroup var output: OutputOptions

    func run() throws {
        let now = try Clock.now()
        var memory = TrustMemory(pinning: try roots.root())
        for path in held { try memory.accept(TrustFile(path: path).readSigned().messages, at: now) }
        let ceremony = try TrustFile(path: argument.file).readSigned()
        try memory.accept(ceremony.messages, at: now)
        if now >= ceremony.bundle.expiresAt {
            Console.remark("warning: the bundle expired on \(ceremony.bundle.expiresAt)")
        }
        try output.print(TrustReport(ceremony, isVerified: true, at: now))
    }
}

/// A draft or bundle.
struct TrustReport: Report {
    let verified: Bool
    let organization: String
    let version: UInt64
    let issuedAt: String
    let expiresAt: String
    /// Of a draft it is not known, since its time is fixed by signing.
    let isExpired: Bool?
    let threshold: Int
    let roots: [String]
    let signedBy: [String]
    let keys: [KeyEntry]
    let statusBase: String?
    let serviceUrls: [String]
    let listFloors: [FloorEntry]
    private var headline = Headline.checked

    /// What the first line is about.
    private enum Headline {
        /// Whether the bundle was verified.
        case checked
        /// How many signatures are to come yet.
        case signed(missing: Int)
    }

    private enum CodingKeys: CodingKey {
        case verified, organization, version, issuedAt, expiresAt, isExpired, threshold, roots
        case signedBy, keys, statusBase, serviceUrls, listFloors
    }

    struct FloorEntry: Encodable {
        let shard: UInt32
        let number: UInt64
    }

    struct KeyEntry: Encodable {
        let keyId: String
        let role: String
        let notBefore: String
        let notAfter: String
        let benefits: [String]?
        let longestLifetimeSeconds: Int64?
        let requiresStatus: Bool
        let compromisedAt: String?
    }

    init(_ ceremony: TrustCeremony, isVerified: Bool = false, at now: Timestamp) {
        verified = isVerified
        let bundle = ceremony.bundle
        organization = bundle.organization.description
        version = bundle.version
        issuedAt = bundle.issuedAt.description
        expiresAt = bundle.expiresAt.description
        isExpired = ceremony.messages.isEmpty ? nil : now >= bundle.expiresAt
        threshold = bundle.threshold
        roots = bundle.roots.map(\.keyID.description)
        statusBase = bundle.statusBase
        serviceUrls = bundle.serviceURLs
        listFloors = bundle.listFloors.sorted { $0.key < $1.key }.map {
            FloorEntry(shard: $0.key, number: $0.value)
        }
        signedBy = ceremony.messages.map(\.header.keyID.description)
        keys = bundle.keys.map { key in
            KeyEntry(
                keyId: key.key.keyID.description, role: "\(key.role)",
                notBefore: key.notBefore.description, notAfter: key.notAfter.description,
                benefits: key.benefits?.map(\.description),
                longestLifetimeSeconds: key.longestLifetime?.components.seconds,
                requiresStatus: key.requiresStatusIndex,
                compromisedAt: key.compromisedAt?.description)
        }
    }

    /// The same as of somebody who has just signed: nobody else's keys are asked.
    func signed(missing: Int) -> TrustReport {
        var report = self
        report.headline = .signed(missing: missing)
        return report
    }

    private func title(_ style: Style) -> String {
        if case .signed(let missing) = headline {
            return missing == 0
                ? style.good("signed")
                : style.caution("signed, and \(missing) more must sign")
        }
        if verified { return style.good("verified") }
        return signedBy.isEmpty ? style.caution("draft") : style.bad("NOT VERIFIED")
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("organization", organization)
        fields.add("version", "\(version)")
        fields.add("made", signedBy.isEmpty ? nil : issuedAt)
        fields.add(
            "expires", signedBy.isEmpty ? nil : expiresAt + (isExpired == true ? ", past" : ""))
        fields.add("lists", statusBase)
        fields.add("service", serviceUrls.isEmpty ? nil : serviceUrls.joined(separator: ", "))
        for floor in listFloors {
            fields.add("floor", "list \(floor.shard) from number \(floor.number) on")
        }
        fields.add("roots", "\(threshold) of \(roots.joined(separator: ", "))")
        fields.add("signed by", signedBy.isEmpty ? nil : signedBy.joined(separator: ", "))
        var table = Table("KEY ID", "ROLE", "FROM", "UNTIL", "CONSTRAINTS")
        for key in keys {
            table.add(
                key.keyId, key.role, String(key.notBefore.prefix(10)),
                String(key.notAfter.prefix(10)), constraints(of: key))
        }
        return "\(title(style))\n\(fields.text(style))\n\(table.text(style))"
    }

    private func constraints(of key: KeyEntry) -> String {
        var parts: [String] = []
        if let moment = key.compromisedAt { parts.append("stolen \(moment)") }
        if let benefits = key.benefits { parts.append("\(benefits.count) benefit(s)") }
        if let seconds = key.longestLifetimeSeconds {
            parts.append("at most \(Duration.seconds(seconds).text)")
        }
        if key.requiresStatus { parts.append("revocable only") }
        return parts.joined(separator: ", ")
    }
}
