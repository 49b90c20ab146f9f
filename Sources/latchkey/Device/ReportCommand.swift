import ArgumentParser
import COSE
import LicenseLedger
import LicenseVerifier
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

    func run() throws {
        let ledger = try ledgerOptions.ledger()
        let message = try ledger.pendingReport(at: Clock.now())
        Console.say(Carrier.encode(message.bytes))
    }
}
