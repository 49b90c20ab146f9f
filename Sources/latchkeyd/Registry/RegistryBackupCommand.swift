import ArgumentParser
import CommandSupport
import Foundation
import LicensePostgres
import LicenseRegistry
import LicenseService
import Terminal

/// `latchkeyd registry backup`: one state of the registry in a file.
struct RegistryBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write one state of the registry into a new SQLite file.",
        discussion: """
            The service may keep running. The file appears under its name when it is whole and \
            on the disk; a file of that name is not replaced. It can be checked, copied back \
            (`latchkeyd registry copy`) or used as it is. The private keys lie beside the registry, \
            and are to be kept apart.

            Examples:
              latchkeyd registry backup --home /var/lib/latchkeyd "/srv/backup/$(date +%F).sqlite"
            """)

    @Argument(help: ArgumentHelp("The file to make.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let url = try options.database()
        let registry = try Registry.open(existing: url, connections: 2, actor: "latchkeyd")
        let now = try Clock.now()
        try RowProgress.shown("copied") { progress in
            try registry.backup(to: file, now: now, progress: progress)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        let bytes = (attributes[.size] as? NSNumber)?.int64Value ?? 0
        try output.print(BackupReport(database: "\(url)", file: file, bytes: bytes))
    }
}

/// What was written.
private struct BackupReport: Report {
    let database: String
    let file: String
    let bytes: Int64

    func text(_ style: Style) -> String {
        "\(file) holds \(database), in \(bytes) bytes"
    }
}
