import ArgumentParser
import COSE
import LicenseVerifier

/// `latchkey status show`: what a list says.
struct StatusShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Verify a status list and show what it says.",
        discussion: """
            Examples:
              latchkey status show --key acme.pub lists/0
            """)

    @Argument(help: ArgumentHelp("The list.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.print(
            StatusListReport(try StatusListInput.list(file, trusted: trust.statusKeys())))
    }
}

/// `latchkey status diff`: what changed from one list to the next.
struct StatusDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed between two status lists.",
        discussion: """
            Examples:
              latchkey status diff --key acme.pub yesterday/0 today/0
            """)

    @Argument(help: ArgumentHelp("The older list.", valueName: "old"), completion: .file())
    var old: String

    @Argument(help: ArgumentHelp("The newer list.", valueName: "new"), completion: .file())
    var new: String

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let keys = try trust.statusKeys()
        let old = try StatusListInput.list(old, trusted: keys)
        let new = try StatusListInput.list(new, trusted: keys)
        guard old.claims.organization == new.claims.organization else {
            throw StatusError.otherOrganization
        }
        guard old.claims.shard == new.claims.shard else {
            throw StatusError.otherShard(new.claims.shard)
        }
        try output.print(StatusDiffReport(from: old, to: new))
    }
}

/// A verified status list.
struct StatusListReport: Report {
    let organization: String
    let shard: UInt32
    let sequence: UInt64
    let uri: String
    let issuedAt: String
    let expiresAt: String
    let ttlSeconds: Int64
    let revoked: Int
    let suspended: Int
    let applicationSpecific: Int
    let bytes: Int
    let signer: String

    init(_ list: VerifiedStatusList) {
        organization = list.claims.organization.description
        shard = list.claims.shard
        sequence = list.claims.sequence
        uri = list.claims.uri
        issuedAt = list.claims.issuedAt.description
        expiresAt = list.claims.expiresAt.description
        ttlSeconds = list.claims.timeToLive.components.seconds
        let counts = list.counts
        revoked = counts[.invalid] ?? 0
        suspended = counts[.suspended] ?? 0
        applicationSpecific = counts[.applicationSpecific] ?? 0
        bytes = list.message.bytes.count
        signer = list.message.header.keyID.description
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("organization", organization)
        fields.add("number", "\(sequence)")
        fields.add("signed", "\(issuedAt) by \(signer)")
        fields.add("next one", "within \(words(for: .seconds(ttlSeconds)))")
        fields.add("expires", expiresAt)
        fields.add("revoked", "\(revoked)")
        fields.add("suspended", "\(suspended)")
        fields.add("other", applicationSpecific == 0 ? nil : "\(applicationSpecific)")
        fields.add("place", uri)
        fields.add("size", "\(bytes) bytes")
        return "\(style.strong("list \(shard)"))\n\(fields.text(style))"
    }
}

struct StatusListsReport: Report {
    let lists: [StatusListReport]

    func text(_ style: Style) -> String {
        var table = Table("LIST", "NUMBER", "REVOKED", "SUSPENDED", "EXPIRES", "BYTES")
        for list in lists {
            table.add(
                "\(list.shard)", "\(list.sequence)", "\(list.revoked)", "\(list.suspended)",
                list.expiresAt, "\(list.bytes)")
        }
        return table.text(style)
    }
}

/// The licenses whose status two lists see differently.
struct StatusDiffReport: Report {
    let fromSequence: UInt64
    let toSequence: UInt64
    let changes: [Change]

    struct Change: Encodable {
        let statusIndex: UInt32
        let from: String
        let to: String
    }

    init(from old: VerifiedStatusList, to new: VerifiedStatusList) {
        fromSequence = old.claims.sequence
        toSequence = new.claims.sequence
        let first = new.claims.shard << 20
        changes = (0..<StatusIndex.positionsPerShard).compactMap { position in
            let index = StatusIndex(first | position)
            // Both lists are of the index's shard.
            guard let from = try? old.status(of: index), let to = try? new.status(of: index),
                from != to
            else { return nil }
            return Change(statusIndex: index.value, from: from.word, to: to.word)
        }
    }

    func text(_ style: Style) -> String {
        let headline = "\(changes.count) changes from number \(fromSequence) to \(toSequence)"
        return
            ([style.strong(headline)]
            + changes.map { "  \($0.statusIndex)  \($0.from) → \($0.to)" })
            .joined(separator: "\n")
    }
}

extension LicenseStatus {
    var word: String {
        switch self {
        case .valid: "valid"
        case .invalid: "revoked"
        case .suspended: "suspended"
        case .applicationSpecific: "application-specific"
        }
    }
}
