import ArgumentParser
import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import Terminal

/// `latchkeyd registry migrate`: the tables of this program's version.
struct RegistryMigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the registry's tables to this program's version.",
        discussion: """
            Every program does that by itself when it opens a registry; this does nothing else, \
            and says what it did. All missing steps are one transaction. The only way back is \
            a backup from before. A database without a registry gets one.

            Examples:
              latchkeyd registry migrate --home /var/lib/latchkeyd
              latchkeyd registry migrate --config /etc/latchkeyd.json --json
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let url = try options.database()
        let steps = try RegistrySchema.migrate(url.open(connections: 1), now: Clock.now())
        try output.print(
            MigrateReport(
                database: "\(url)", version: RegistrySchema.version,
                steps: steps.map { MigrateReport.Step(number: $0.number, name: $0.name) }))
    }
}

/// What a migration has done.
private struct MigrateReport: Report {
    struct Step: Encodable {
        let number: Int64
        let name: String
    }

    let database: String
    let version: Int64
    let steps: [Step]

    func text(_ style: Style) -> String {
        var lines = steps.map { "applied step \($0.name)" }
        lines.append(
            "\(database) is at version \(version)" + (steps.isEmpty ? ", as it was before" : ""))
        return lines.joined(separator: "\n")
    }
}
