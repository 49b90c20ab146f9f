import ArgumentParser
import CBOR
import COSE
import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
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
            If the end was cut off, only a copy of the last hash shows it. The mark in the directory of \
            each node holds one, which every second with a change renews, and the log must still have it. \
            This command also prints the hash, for you to keep elsewhere, and --from looks for it.

            Examples:
              latchkeyd audit verify --home /var/lib/latchkeyd
              latchkeyd audit verify --home /var/lib/latchkeyd --from 5e1f…
            """)

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "The last hash of an earlier call, which the log must still have.", valueName: "hash"))
    var earlier: String?

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let earlier = try earlier.map { text in
            guard let hash = Hexadecimal.decode(text), hash.count == SHA256.byteCount else {
                throw ValidationError("--from takes a hash of 64 hexadecimal digits")
            }
            return hash
        }
        let registry = try options.registry()
        let end = try registry.auditLog.verify(lookingFor: earlier)
        try Self.checkMark(registry.continuity, ServiceConfiguration(options.sources()).marks)
        guard earlier == nil || end.found != nil else {
            throw CommandFailure(
                .malformed, code: "audit.cut-off",
                "no record of the audit log has that hash: its end was cut off, or it is another log",
                nextStep: "compare it with its last export, and the registry with its last backup")
        }
        try output.print(
            AuditReport(
                records: end.sequence, lastHash: Hexadecimal.encode(end.hash),
                added: end.found.map { end.sequence - $0 }))
    }

    /// The mark knows a record that was there, and its hash.
    private static func checkMark(_ continuity: Continuity, _ marks: MarkDirectory) throws {
        let finding = try continuity.finding(marks)
        switch finding {
        case .missingRecords, .otherHistory:
            throw CommandFailure(
                .malformed, code: "audit.cut-off",
                "the log does not have the record that the mark in \(marks.path) knows: "
                    + (finding?.sentence ?? ""),
                nextStep: "compare it with its last export, and the registry with its last backup")
        // A mark of another registry says nothing of this log, nor do lists and answers.
        case .backup, .noMark, .otherRegistry, .missingAnswers, .olderEpoch, .newerList,
            .unknownActivation, nil:
            break
        }
    }
}

/// Where the unbroken log ends.
private struct AuditReport: Report {
    let records: Int64
    /// In hexadecimal; zeros where there are no records.
    let lastHash: String
    /// How many came after the hash that was given.
    let added: Int64?

    func text(_ style: Style) -> String {
        let since = added.map { ", \($0) of them since" } ?? ""
        return "\(records) records, unbroken\(since)\nlast hash \(lastHash)"
    }
}
