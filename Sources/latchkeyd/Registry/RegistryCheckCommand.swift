import ArgumentParser
import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import Terminal

/// `latchkeyd registry check`: whether the registry is consistent.
struct RegistryCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read everything in the registry, and check that it is consistent.",
        discussion: """
            Pages and indexes of a file, every row of every table, what is recorded about \
            each license against what its key says, and the chain of the audit log. Changes nothing; \
            the service may keep running.

            Examples:
              latchkeyd registry check --home /var/lib/latchkeyd
              latchkeyd registry check --home . --set database=sqlite:backup.sqlite --json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let url = try options.database()
        let registry = try Registry.open(existing: url, connections: 2, actor: "latchkeyd")
        let counts = try RowProgress.shown("checked") { progress in
            try registry.check(progress: progress)
        }
        try output.print(CheckReport(database: "\(url)", tables: TableRows.all(counts)))
    }
}

/// What was found to be whole.
private struct CheckReport: Report {
    let database: String
    let tables: [TableRows]

    func text(_ style: Style) -> String {
        "\(TableRows.text(tables, style))\n\(database) is whole"
    }
}
