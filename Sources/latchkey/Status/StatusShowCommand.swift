import ArgumentParser
import COSE
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkey status show`: what a list says.
struct StatusShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Verify a status list and show what it says.",
        discussion: """
            Examples:
              latchkey status show --key acme.pub lists/0
              latchkey status show --key acme.pub yesterday/0 --delta today/0.day
            """)

    @Argument(help: ArgumentHelp("The list.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup var changes: DeltaOptions

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try trust.remarkExpiry()
        let keys = try trust.statusKeys()
        let list = try StatusListInput.list(file, trusted: keys)
        guard let delta = try changes.verified(by: keys) else {
            return try output.print(StatusListReport(list))
        }
        try output.print(
            StatusListReport(
                try list.applying(delta), bytes: list.message.bytes.count,
                deltas: [StatusDeltaReport(delta)]))
    }
}

/// `latchkey status diff`: what changed from one list to the next.
struct StatusDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed between two status lists.",
        discussion: """
            Where the issuer's registry is, it says which licenses they are.

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
        try trust.remarkExpiry()
        let keys = try trust.statusKeys()
        let old = try StatusListInput.list(old, trusted: keys)
        let new = try StatusListInput.list(new, trusted: keys)
        guard old.claims.organization == new.claims.organization else {
            throw StatusError.otherOrganization
        }
        guard old.claims.shard == new.claims.shard else {
            throw StatusError.otherShard(new.claims.shard)
        }
        var report = StatusDiffReport(from: old, to: new)
        if let registry = try trust.homeOptions.directory().registryIfAny() {
            report.name(
                try registry.statusLists.licenses(
                    at: report.indexes, of: new.claims.organization, shard: new.claims.shard))
        }
        try output.print(report)
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
    /// Those that were published with the list, or the one that led to it.
    let deltas: [StatusDeltaReport]?

    init(_ list: VerifiedStatusList) {
        self.init(list, bytes: list.message.bytes.count, deltas: nil)
    }

    init(_ publication: StatusPublication) {
        self.init(
            publication.list, bytes: publication.list.message.bytes.count,
            deltas: DeltaPeriod.allCases.compactMap { period in
                publication.deltas[period].map { StatusDeltaReport($0, period) }
            })
    }

    init(_ list: VerifiedStatusList, bytes: Int, deltas: [StatusDeltaReport]?) {
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
        signer = list.message.header.keyID.description
        self.bytes = bytes
        self.deltas = deltas
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("organization", organization)
        fields.add("number", "\(sequence)")
        fields.add("signed", "\(issuedAt) by \(signer)")
        fields.add("next one", "within \(Duration.seconds(ttlSeconds).text)")
        fields.add("expires", expiresAt)
        fields.add("revoked", "\(revoked)")
        fields.add("suspended", "\(suspended)")
        fields.add("other", applicationSpecific == 0 ? nil : "\(applicationSpecific)")
        fields.add("uri", uri)
        fields.add("size", "\(bytes) bytes")
        for delta in deltas ?? [] { fields.add("delta", delta.text) }
        return "\(style.strong("list \(shard)"))\n\(fields.text(style))"
    }
}

/// A verified delta.
struct StatusDeltaReport: Encodable {
    /// The name of the file's period, where it is published under one.
    let period: String?
    let fromSequence: UInt64
    let changes: Int
    let bytes: Int

    init(_ delta: VerifiedStatusDelta, _ period: DeltaPeriod? = nil) {
        self.period = period?.rawValue
        fromSequence = delta.from
        changes = delta.changeCount
        bytes = delta.message.bytes.count
    }

    var text: String { "from number \(fromSequence), \(changes) changes, \(bytes) bytes" }
}

struct StatusListsReport: Report {
    let lists: [StatusListReport]

    func text(_ style: Style) -> String {
        var table = Table(
            "LIST", "NUMBER", "REVOKED", "SUSPENDED", "EXPIRES", "BYTES", "DAY", "WEEK", "MONTH")
        for list in lists {
            func bytes(_ period: DeltaPeriod) -> String {
                let delta = list.deltas?.first { $0.period == period.rawValue }
                return delta.map { "\($0.bytes)" } ?? "-"
            }
            table.add(
                "\(list.shard)", "\(list.sequence)", "\(list.revoked)", "\(list.suspended)",
                list.expiresAt, "\(list.bytes)", bytes(.day), bytes(.week), bytes(.month))
        }
        return table.text(style)
    }
}

/// The licenses whose status two lists see differently.
struct StatusDiffReport: Report {
    let fromSequence: UInt64
    let toSequence: UInt64
    private(set) var changes: [Change]

    struct Change: Encodable {
        let statusIndex: UInt32
        let from: String
        let to: String
        /// Nil where no registry here knows it.
        var license: String?
    }

    var indexes: Set<StatusIndex> { Set(changes.map { StatusIndex($0.statusIndex) }) }

    /// Says which licenses they are.
    mutating func name(_ licenses: [StatusIndex: LicenseID]) {
        for index in changes.indices {
            changes[index].license = licenses[StatusIndex(changes[index].statusIndex)]
                .map { "\($0)" }
        }
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
            return Change(statusIndex: index.value, from: from.name, to: to.name)
        }
    }

    func text(_ style: Style) -> String {
        let headline = "\(changes.count) changes from number \(fromSequence) to \(toSequence)"
        return
            ([style.strong(headline)]
            + changes.map { change in
                "  \(change.license ?? "\(change.statusIndex)")  \(change.from) → \(change.to)"
            })
            .joined(separator: "\n")
    }
}

extension LicenseStatus {
    /// The status for people and programs.
    var name: String {
        switch self {
        case .valid: "valid"
        case .invalid: "revoked"
        case .suspended: "suspended"
        case .applicationSpecific: "application-specific"
        }
    }
}
