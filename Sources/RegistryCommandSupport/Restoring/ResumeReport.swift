import LicenseRegistry
import LicenseVerifier
package import Terminal

/// How a registry goes on, or would.
package struct ResumeReport: Report {
    struct List: Encodable {
        let organization: String
        let shard: UInt32
        let known: UInt64
        let seen: UInt64
        let next: UInt64
        let isRead: Bool
    }

    private static let maxNamed = 8

    let isDone: Bool
    /// Why it stands still; nil where it does not.
    let reason: String?
    let movedTo: String?
    let records: Int64
    let recordsMissing: Int64?
    let lists: [List]
    let listsUnreadable: Int
    let statusesRestored: Int
    let statusesLost: Int
    /// Licenses that are good again, by their ids.
    let pardoned: [String]
    /// Licenses that stay as they were made since the restore.
    let kept: [String]
    let licensesHeldBack: Int
    /// Bearer tokens that are revoked again, by their names.
    let tokensRevoked: [String]
    /// Issuing keys that are retired again, by their names.
    let keysRetired: [String]
    /// Whether it was known which tokens and keys were good.
    let areCredentialsKnown: Bool

    init(_ resumption: Resumption, isDone: Bool) {
        self.isDone = isDone
        reason = resumption.reason
        movedTo = resumption.movedTo
        records = resumption.records
        recordsMissing = resumption.markedRecords.map { max($0 - resumption.records, 0) }
        lists = resumption.lists.map { list in
            List(
                organization: "\(list.organization)", shard: list.shard, known: list.known,
                seen: list.seen, next: list.floor + 1, isRead: list.isRead)
        }
        listsUnreadable = resumption.unreadable
        statusesRestored = resumption.restoredStatuses
        statusesLost = resumption.lostStatuses
        pardoned = resumption.pardoned.map { "\($0)" }
        kept = resumption.kept.map { "\($0)" }
        licensesHeldBack = resumption.heldBack
        tokensRevoked = resumption.revokedTokens
        keysRetired = resumption.retiredKeys
        areCredentialsKnown = resumption.areCredentialsKnown
    }

    /// How many, and which; --json names them all.
    private static func named(_ names: [String], _ things: String) -> String {
        let count = "\(names.count) \(things)"
        guard !names.isEmpty else { return count }
        let rest = names.count - maxNamed
        return "\(count): " + names.prefix(maxNamed).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }

    package func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("stands still", reason ?? "no, nothing shows that it was restored")
        if let movedTo { fields.add("moved to", movedTo) }
        fields.add("knows", "\(records) changes")
        fields.add(
            "lost",
            recordsMissing.map { "at least \($0) changes" } ?? "nobody knows how many changes")
        fields.add(
            "revoked or suspended again", "\(statusesRestored - pardoned.count) licenses")
        fields.add("good again", Self.named(pardoned, "licenses"))
        fields.add("kept as changed since", Self.named(kept, "licenses"))
        fields.add("revoked, and not known here", "\(statusesLost) licenses")
        fields.add("held back", "seats and units of \(licensesHeldBack) licenses")
        if areCredentialsKnown {
            fields.add("revoked again", Self.named(tokensRevoked, "tokens"))
            fields.add("retired again", Self.named(keysRetired, "issuing keys"))
        } else {
            fields.add(
                "tokens and keys",
                "nobody knows which were revoked, rotated or retired since: look at `token list` "
                    + "and `keys list`")
        }
        fields.add("signed out", "everybody, and no link signs in any more")
        var table = Table("organization", "shard", "known", "out", "next", "")
        for list in lists {
            table.add(
                list.organization, "\(list.shard)", "\(list.known)", "\(list.seen)",
                "\(list.next)", list.isRead ? "" : "not read: give it with --list")
        }
        var parts = [fields.text(style)]
        if !lists.isEmpty { parts.append(table.text(style)) }
        if listsUnreadable > 0 {
            parts.append("\(listsUnreadable) list(s) were not signed by a key of this registry")
        }
        parts.append(
            isDone
                ? "it goes on; publish the lists, and settle when the machines have reported"
                : "nothing was changed; add --yes to go on like this")
        return parts.joined(separator: "\n")
    }
}
