import ArgumentParser
import CommandSupport
import LicenseLedger
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey use`: counts units of a metered license.
struct UseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Count units of a metered license.",
        discussion: """
            Counts while the license may be used, as `latchkey status --device` says it, and ends \
            when the units are on the disk. Conditions are judged where they are given; benefit, \
            brand and build are not judged here. The licensed program does the same through the \
            library, and judges those as well; this is for scripts.

            Examples:
              latchkey use --device /var/lib/acme 5

            Exit status: 0 counted, 1 refused, and nothing was counted.
            """)

    @Argument(help: ArgumentHelp("How many units.", valueName: "units"))
    var units: UInt64 = 1

    @OptionGroup var ledgerOptions: LedgerOptions
    @OptionGroup var conditions: ConditionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard units > 0 else { throw LedgerError.amount }
        let opened = try ledgerOptions.open()
        let now = try Clock.now()
        let decision = try DeviceDecision(opened, conditions, at: now)
        try opened.remember()
        guard decision.report.isAllowed else { try refuse(decision.report) }
        try output.print(UseReport(count(opened.ledger, at: now)))
    }

    private func count(_ ledger: Ledger, at now: Timestamp) throws -> Consumption {
        do throws(LedgerError) {
            return try ledger.consume(units, at: now)
        } catch .amount {
            throw CommandFailure(
                .usage, code: LedgerError.amount.code,
                "\(units) units are more than a ledger can count",
                nextStep: "count at most \(Limits.maxCount) units in all")
        }
    }

    private func refuse(_ report: DecisionReport) throws -> Never {
        let denial = DenialReport(report)
        if output.json { try output.print(denial) }
        denial.failure.complain()
        throw QuietExit(status: .denied)
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

/// Why nothing was counted: the decision's headline, and all of its reasons.
struct DenialReport: Report {
    let outcome: String
    let code: String
    let message: String
    let nextStep: String
    let reasons: [FindingReport]

    init(_ report: DecisionReport) {
        outcome = report.outcome
        // A license that is not allowed always has a reason.
        code = report.reasons.first?.code ?? report.outcome
        message = report.reasons.first?.message ?? ""
        nextStep = report.reasons.first?.nextStep ?? ""
        reasons = report.reasons
    }

    var failure: CommandFailure {
        CommandFailure(.denied, code: code, reasons.map(\.message), nextStep: nextStep)
    }

    func text(_ style: Style) -> String { "\(style.bad(outcome))  \(message)" }
}
