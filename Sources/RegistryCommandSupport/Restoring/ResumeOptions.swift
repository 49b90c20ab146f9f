package import ArgumentParser
import CommandSupport
package import LicenseRegistry
import LicenseVerifier
import Terminal

/// How a registry goes on that was restored.
package struct ResumeOptions: ParsableArguments {
    package static let abstract = "Go on with a registry that was restored from a backup or a copy."
    package static let discussion = """
        A registry that is behind what it has given out stands still: it signs no lists, mints no \
        licenses that can be revoked, and gives no seats. Without --yes this says what it knows, what \
        is missing and how it would go on, and changes nothing.

        With --yes, the numbers of lists leap over all that may be out, new licenses get positions \
        in a list that nobody has begun, and licenses have again the status that the newest lists \
        say, unless they were revoked, suspended or enabled here since the restore. Those in the \
        registry's directory are read by themselves; give others with --list, from the web server or \
        from any machine. Bearer tokens and issuing keys that were taken away since the backup are \
        taken away again, as far as the mark knows, and everybody is signed out. Seats and units that \
        machines may have been promised since the backup stay out of the pool until they are settled.
        """

    @Option(
        name: .customLong("list"),
        help: ArgumentHelp("A status list that is out; may be repeated.", valueName: "file"),
        completion: .file())
    package var lists: [String] = []

    @Option(
        help: ArgumentHelp(
            "A number that all next lists are to exceed (default: calculated).", valueName: "number"
        ))
    package var number: UInt64?

    @Flag(help: "Do it.")
    package var yes = false

    @Flag(
        help: ArgumentHelp(
            "Do it though a list that is out is not there to be read: whoever was revoked in it is "
                + "allowed again."))
    package var withoutLists = false

    @Flag(help: "Do it though nothing shows that the registry was restored.")
    package var anyway = false

    package init() {}

    /// Does it, or says how it would be done.
    package func run(
        _ continuity: Continuity, _ directory: MarkDirectory
    ) throws -> ResumeReport {
        let lists = try lists.map { try InputFile(path: $0).bytes(limit: Limits.maxFileBytes) }
        let now = try Clock.now()
        let plan = try continuity.plan(directory, lists: lists, number: number, now: now)
        guard yes else { return ResumeReport(plan, isDone: false) }
        try check(plan)
        return ResumeReport(
            try continuity.resume(directory, lists: lists, number: number, now: now), isDone: true)
    }

    /// Throws where going on would do harm that is not asked for.
    private func check(_ plan: Resumption) throws {
        guard anyway || plan.showsRestore else {
            throw CommandFailure(
                .malformed, code: "resume.nothing-shown",
                "nothing shows that this registry was restored, so nothing was changed",
                nextStep:
                    "check --home; to hold the seats and units of all licenses back and leap over "
                    + "the numbers of lists all the same, add --anyway")
        }
        guard !withoutLists, let list = plan.lists.first(where: { !$0.isRead }) else { return }
        throw CommandFailure(
            .malformed, code: "resume.list-unread",
            "list \(list.shard) of \(list.organization) is out with number \(list.seen), and is not "
                + "here to be read",
            nextStep:
                "give it with --list: it is in the mark of another node, on the web server or at the "
                + "service under /v1/organizations/\(list.organization)/status-lists/\(list.shard), "
                + "and on machines; without it, who was revoked in it is allowed again, which "
                + "--without-lists accepts")
    }
}

extension Resumption {
    /// Whether anything shows that the registry is not where it was.
    fileprivate var showsRestore: Bool {
        reason != nil || movedTo != nil || (markedRecords ?? 0) > records
            || restoredStatuses > 0 || lostStatuses > 0 || lists.contains { $0.seen > $0.known }
    }
}
