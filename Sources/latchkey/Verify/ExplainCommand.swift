import ArgumentParser
import CommandSupport
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey explain`: what will be decided as time passes.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the decisions ahead: until when allowed, from when warned or refused.",
        discussion: """
            Examples:
              latchkey explain ACME_0oRS…
              latchkey explain --at 2027-01-01 --offline-for 90d customer.lic
            """)

    @OptionGroup var input: LicenseInput
    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Facts") var factsOptions: FactsOptions

    @Option(help: ArgumentHelp("Begin at this time instead of now.", valueName: "time"))
    var at: Timestamp?

    @Option(
        help: ArgumentHelp(
            "Look only this far ahead, with no news reaching the device: 90d, 12h, 4w.",
            valueName: "span"))
    var offlineFor: Span?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let license = try trust.trustedKeys().verify(input.key())
        let start = try at ?? Clock.now()
        let timeline = license.timeline(
            try factsOptions.facts(about: license, trust, input, at: at), from: start,
            through: offlineFor.map { start + $0.duration } ?? .max)
        try output.print(ExplainReport(timeline))
    }
}

/// The stretches of a timeline.
struct ExplainReport: Report {
    let stretches: [StretchReport]

    struct StretchReport: Encodable {
        let begins: String
        let decision: DecisionReport
    }

    init(_ timeline: Timeline) {
        stretches = timeline.stretches.map {
            StretchReport(begins: $0.begins.description, decision: DecisionReport($0.decision))
        }
    }

    func text(_ style: Style) -> String {
        stretches.map { stretch in
            let outcome =
                stretch.decision.outcome == "allowed"
                ? stretch.decision.warnings.isEmpty
                    ? style.good("allowed") : style.caution("allowed, with a warning")
                : style.bad("denied")
            return
                (["\(style.strong("from \(stretch.begins)"))  \(outcome)"]
                + stretch.decision.findingLines(style)).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
