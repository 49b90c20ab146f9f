import ArgumentParser
import CBOR
import CommandSupport
import LicensePostgres
import LicenseRegistry
import Terminal

/// `latchkeyd audit`: the log of all changes.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check the log of all changes.",
        subcommands: [AuditVerifyCommand.self])
}

/// `latchkeyd audit verify`: the chain of hashes.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that no record was changed or left out.",
        discussion: """
            If the end was cut off, only an earlier copy of the last number and hash shows it; this \
            command prints both.
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let end = try options.registry().auditLog.verify()
        try output.print(
            AuditReport(records: end.sequence, lastHash: Hexadecimal.encode(end.hash)))
    }
}

/// Where the unbroken log ends.
private struct AuditReport: Report {
    let records: Int64
    /// In hexadecimal; zeros where there are no records.
    let lastHash: String

    func text(_ style: Style) -> String {
        "\(records) records, unbroken\nlast hash \(lastHash)"
    }
}
