import ArgumentParser
import CBOR
import COSE
import CommandSupport
import LicensePostgres
import LicenseRegistry
import LicenseService
import LicenseVerifier
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
            This command also prints the hash, for you to keep elsewhere, and --from looks for it. A \
            status list that is out proves that the log had the record of its signing: give one with \
            --list, from the web server or from any machine.

            Examples:
              latchkeyd audit verify --home /var/lib/latchkeyd
              latchkeyd audit verify --home /var/lib/latchkeyd --from 5e1f…
              latchkeyd audit verify --home /var/lib/latchkeyd --list /var/www/status/0
            """)

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "The last hash of an earlier call, which the log must still have.", valueName: "hash"))
    var earlier: String?

    @Option(
        name: .customLong("list"),
        help: ArgumentHelp(
            "A status list that is out, whose record the log must have; may be repeated.",
            valueName: "file"),
        completion: .file())
    var lists: [String] = []

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
        try AuditMark.check(registry.maintenance.continuity, options.marks())
        guard earlier == nil || end.found != nil else {
            throw CommandFailure(
                .malformed, code: "audit.cut-off",
                "no record of the audit log has that hash: its end was cut off, or it is another log",
                nextStep: "compare it with its last export, and the registry with its last backup")
        }
        try checkLists(registry)
        try output.print(
            AuditReport(
                records: end.sequence, lastHash: Hexadecimal.encode(end.hash),
                added: end.found.map { end.sequence - $0 }))
    }

    private func checkLists(_ registry: Registry) throws {
        let given = try lists.map { try InputFile(path: $0).bytes(limit: Limits.maxFileBytes) }
        let verified = try registry.maintenance.continuity.verified(given)
        for (index, path) in lists.enumerated() where verified[index] == nil {
            let nextStep = "give a list of this registry's, as it was published"
            throw ForeignInput.refusal(
                of: given[index], wanted: "a status list", nextStep: nextStep)
                ?? CommandFailure(
                    .malformed, code: "audit.list",
                    "no key of this registry has signed the list \(path)", nextStep: nextStep)
        }
        guard let list = try registry.auditLog.missing(of: verified.compactMap(\.self)).first else {
            return
        }
        throw CommandFailure(
            .malformed, code: "audit.cut-off",
            "the log does not record that list \(list.claims.shard) with number "
                + "\(list.claims.sequence) was signed: its end was cut off, or the registry was "
                + "restored",
            nextStep: "compare it with its last export, and the registry with its last backup")
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
