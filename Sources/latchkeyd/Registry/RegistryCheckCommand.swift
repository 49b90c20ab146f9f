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
            each license against what its key says, and the chain of the audit log, which must have \
            the record that the mark in the home knows. Changes nothing; \
            the service may keep running.

            Examples:
              latchkeyd registry check --home /var/lib/latchkeyd
              latchkeyd registry check --home . --set database=sqlite:backup.sqlite --json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let url = try options.database()
        let counts = try Maintenance.leavingAsItWas(url) {
            let registry = try Registry.open(existing: url, connections: 2, actor: "latchkeyd")
            let counts = try RowProgress.shown("checked") { progress in
                try registry.maintenance.check(progress: progress)
            }
            try checkEnd(of: registry)
            return counts
        }
        try output.print(CheckReport(database: "\(url)", tables: TableRows.all(counts)))
    }

    /// The chain does not show that its end was cut off; the mark does.
    ///
    /// A registry that stands still, such as a backup, is behind its mark and says so itself, and a
    /// directory without the mark of this registry says nothing of it.
    private func checkEnd(of registry: Registry) throws {
        let continuity = registry.maintenance.continuity
        guard try continuity.standstill() == nil else { return }
        do {
            try AuditMark.check(continuity, options.marks())
        } catch RegistryError.markMissing, RegistryError.markOfAnother {}
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
