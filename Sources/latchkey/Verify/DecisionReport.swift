import LicenseVerifier
import Terminal

/// A decision about a license.
struct DecisionReport: Encodable {
    /// `allowed` or `denied`.
    let outcome: String
    /// Everything that speaks against the license; the first is the headline.
    let reasons: [FindingReport]
    let warnings: [FindingReport]

    init(_ decision: Decision) {
        outcome = decision.isAllowed ? "allowed" : "denied"
        reasons = decision.reasons.map { FindingReport($0, step: $0.step) }
        warnings = decision.warnings.map { FindingReport($0, step: nil) }
    }

    /// The same outcome, with findings that say more.
    init(outcome: String, reasons: [FindingReport], warnings: [FindingReport]) {
        self.outcome = outcome
        self.reasons = reasons
        self.warnings = warnings
    }

    /// One line for the outcome, then one for each finding with its next step.
    func text(_ style: Style) -> String {
        let headline = outcome == "allowed" ? style.good("allowed") : style.bad("denied")
        return ([headline] + findingLines(style)).joined(separator: "\n")
    }

    func findingLines(_ style: Style) -> [String] {
        reasons.map { $0.text(style.bad("reason"), style) }
            + warnings.map { $0.text(style.caution("warning"), style) }
    }
}

/// A reason or a warning.
struct FindingReport: Encodable {
    let code: String
    let message: String
    let nextStep: String
    /// The policy step of the specification that failed.
    let step: Int?

    init(_ finding: some Explained, step: Int?) {
        code = finding.code
        message = finding.description
        nextStep = finding.nextStep
        self.step = step
    }

    /// A finding with another sentence.
    init(code: String, _ message: String, nextStep: String, step: Int? = nil) {
        self.code = code
        self.message = message
        self.nextStep = nextStep
        self.step = step
    }

    func text(_ kind: String, _ style: Style) -> String {
        "  \(kind)  \(message)\n      \(style.faint("→ \(nextStep)"))"
    }
}
