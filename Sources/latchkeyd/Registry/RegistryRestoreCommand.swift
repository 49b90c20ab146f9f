import ArgumentParser
import CommandSupport
import LicenseRegistry
import LicenseService
import SQLDatabase
import Terminal

/// `latchkeyd registry restore`: a backup in the place of the registry.
struct RegistryRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the registry's file.",
        discussion: """
            Stop the service first. The backup is read and checked, and stays as it is. What was there \
            is moved aside, with the log that a service leaves behind whose machine failed: a backup \
            that is copied over the file would be mixed with it. The mark stays, so the registry \
            stands still until `latchkeyd registry resume` lets it go on. For a registry on a server, \
            copy the backup into an empty database with `latchkeyd registry copy`.

            Examples:
              latchkeyd registry restore --home /var/lib/latchkeyd /srv/backup/registry.sqlite
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard case .sqlite(let path) = try options.database() else {
            throw CommandFailure(
                .usage, "the registry of these settings is not in a file",
                nextStep: "fill an empty database with `latchkeyd registry copy sqlite:\(file) URL`"
            )
        }
        let now = try Clock.now()
        let former = try RowProgress.shown("checked") { progress in
            try Maintenance.restore(file, to: path, now: now, progress: progress)
        }
        try output.print(RestoreReport(file: file, database: path, former: former))
    }
}

/// What was put where.
private struct RestoreReport: Report {
    let file: String
    let database: String
    /// Where that is now which was there; nil for nothing.
    let former: String?

    func text(_ style: Style) -> String {
        "\(database) holds \(file), and stands still until `latchkeyd registry resume --yes`"
            + (former.map { "\nwhat was there is in \($0), with its log" } ?? "")
    }
}
