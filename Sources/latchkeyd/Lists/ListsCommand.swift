import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkeyd lists`: the status lists that the service publishes.
struct ListsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists", abstract: "Show status lists, and publish one that is held back.",
        subcommands: [ListsShowCommand.self, ListsConfirmShrinkCommand.self])
}

/// `latchkeyd lists show`: what was published, and what is held back.
struct ListsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the newest list of each shard, and what comes next.",
        discussion: """
            Examples:
              latchkeyd lists show --home /var/lib/latchkeyd
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try options.registry()
        var lists: [ListsReport.List] = []
        for organization in try registry.organizations.all() {
            for shard in try registry.statusLists.shards(of: organization.id) {
                let snapshot = try registry.statusLists.snapshot(of: organization.id, shard: shard)
                let (previous, next) = (snapshot.previous, snapshot.exceptions.count)
                lists.append(
                    ListsReport.List(
                        organization: "\(organization.id)", shard: shard,
                        number: previous?.sequence, issuedAt: previous.map { "\($0.issuedAt)" },
                        listed: previous?.exceptions, next: next,
                        isHeldBack: previous.map { !$0.allows(exceptions: next) } ?? false))
            }
        }
        try output.print(ListsReport(lists: lists))
    }
}

/// What is known of the lists.
private struct ListsReport: Report {
    struct List: Encodable {
        let organization: String
        let shard: UInt32
        let number: UInt64?
        let issuedAt: String?
        /// How many licenses the newest list is about, and the next one would be.
        let listed: Int?
        let next: Int
        let isHeldBack: Bool
    }

    let lists: [List]

    func text(_ style: Style) -> String {
        var table = Table("organization", "shard", "number", "signed", "revoked", "next", "")
        for list in lists {
            table.add(
                list.organization, "\(list.shard)", list.number.map { "\($0)" } ?? "none",
                list.issuedAt ?? "never", list.listed.map { "\($0)" } ?? "", "\(list.next)",
                list.isHeldBack ? "held back" : "")
        }
        return table.text(style)
    }
}

/// `latchkeyd lists confirm-shrink`: lets a list out that is held back.
struct ListsConfirmShrinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm-shrink", abstract: "Publish a list that is held back.",
        discussion: """
            A service that starts holds back a list that would make many revoked licenses valid \
            again at once, because that is what a registry looks like that was lost or restored \
            from an old backup. If the registry is right, confirm it with this command; the audit \
            log records it, and the running service publishes the list within `publish.interval`.

            Examples:
              latchkeyd lists show --home /var/lib/latchkeyd
              latchkeyd lists confirm-shrink 0 --home /var/lib/latchkeyd
            """)

    @Argument(help: ArgumentHelp("The list's shard.", valueName: "shard"))
    var shard: UInt32

    @Option(
        help: ArgumentHelp(
            "Whose list; needed where there are several organizations.", valueName: "uuid"))
    var organization: String?

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try options.markedRegistry()
        let owner = try owner(registry.organizations)
        let change = try registry.statusLists.confirmShrink(
            of: owner, shard: shard, now: Clock.now())
        try output.print(
            ConfirmReport(
                organization: "\(owner)", shard: shard, from: change?.from, to: change?.to))
    }

    private func owner(_ organizations: Organizations) throws -> OrganizationID {
        if let organization {
            guard let id = OrganizationID(organization) else {
                throw ValidationError("this is not an organization's id")
            }
            return id
        }
        let all = try organizations.all()
        guard all.count == 1, let only = all.first else {
            throw ValidationError("there are several organizations, so name one: --organization")
        }
        return only.id
    }
}

/// What was confirmed.
private struct ConfirmReport: Report {
    let organization: String
    let shard: UInt32
    let from: Int?
    let to: Int?

    func text(_ style: Style) -> String {
        guard let from, let to else {
            return "list \(shard) is not held back, so there is nothing to confirm"
        }
        return "list \(shard) may fall from \(from) to \(to) licenses that are revoked or suspended"
    }
}
