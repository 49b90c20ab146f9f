import ArgumentParser
import COSE
import CommandSupport
import LicenseLedger
import LicenseSync
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey report`: what a machine has used, to be carried to the vendor.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report what was used, by file or QR code.",
        discussion: """
            Prints the carrier form. The vendor answers with `latchkey accept`, and \
            `latchkey install` takes the answer. Reporting twice changes nothing.

            Examples:
              latchkey report --device /var/lib/acme > report.txt
            """)

    @OptionGroup var ledgerOptions: LedgerOptions
    @Flag(help: "Print the form that is typed from paper: short groups that check themselves.")
    var typed = false

    @OptionGroup var portalOptions: PortalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let opened = try ledgerOptions.open()
        let (ledger, now) = (opened.ledger, try Clock.now())
        let message = try report(ledger, at: now)
        try opened.remember()
        let report = try UnverifiedUsageReport(message).verified(by: ledger.device).report
        var made = MadeReport(report, message, in: ledger.directory)
        made.address = try portalOptions.address(of: message, on: ledger, at: now)
        if typed { made.typed = TypedForm.text(of: message.bytes) }
        try output.print(made)
    }

    private func report(_ ledger: Ledger, at now: Timestamp) throws -> SignedMessage {
        do throws(LedgerError) {
            return try ledger.pendingReport(at: now)
        } catch .notActivated {
            let license = ledger.summary(at: now).license
            guard let license, license.claims.activationLimit == .notUsed else {
                throw LedgerError.notActivated
            }
            throw CommandFailure(
                .usage, code: "report.not-needed",
                "the license is valid on any machine, and nothing is reported for it",
                nextStep: "use it without reports")
        }
    }
}
