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

    package init() {}

    /// Does it, or says how it would be done.
    package func run(
        _ continuity: Continuity, _ directory: MarkDirectory
    ) throws -> ResumeReport {
        let lists = try lists.map { try InputFile(path: $0).bytes(limit: Limits.maxFileBytes) }
        let now = try Clock.now()
        let resumption =
            yes
            ? try continuity.resume(directory, lists: lists, number: number, now: now)
            : try continuity.plan(directory, lists: lists, number: number, now: now)
        return ResumeReport(resumption, isDone: yes)
    }
}
