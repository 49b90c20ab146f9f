import ArgumentParser
import LicenseLedger
import Terminal

/// `latchkey use`: counts units of a metered license.
struct UseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Count units of a metered license.",
        discussion: """
            Ends when the units are on the disk. The licensed program does the same through the \
            library; this is for scripts.

            Examples:
              latchkey use --device /var/lib/acme 5

            Exit status: 0 counted, 1 refused, and nothing was counted.
            """)

    @Argument(help: ArgumentHelp("How many units.", valueName: "units"))
    var units: UInt64 = 1

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let ledger = try ledgerOptions.ledger()
        try output.print(UseReport(ledger.consume(units, at: Clock.now())))
    }
}

/// What is used and left.
struct UseReport: Report {
    let used: UInt64
    let left: UInt64?

    init(_ consumption: Consumption) {
        used = consumption.used
        left = consumption.left
    }

    func text(_ style: Style) -> String {
        "\(used) used" + (left.map { ", \($0) left" } ?? "")
    }
}
