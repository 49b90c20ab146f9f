import ArgumentParser
import COSE
import CommandSupport
import LicenseVerifier
import RegistryCommandSupport
import Terminal

/// `latchkey verify`: whether a license may be used now.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a license key or file, without a network.",
        discussion: """
            Examples:
              latchkey verify ACME_0oRS…
              latchkey verify --key acme.pub --prefix ACME customer.lic
              latchkey verify --at 2030-01-01 --condition region=eu ACME_0oRS…
              cat key.txt | latchkey verify --json

            Exit status: 0 allowed, 1 denied, 65 malformed or not genuine.
            """)

    @OptionGroup var input: LicenseInput
    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Facts") var factsOptions: FactsOptions

    @Option(help: ArgumentHelp("Decide as of this time instead of now.", valueName: "time"))
    var at: Timestamp?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let read = try input.read()
        let key = read.key
        let license: VerifiedLicense
        do {
            license = try trust.trustedKeys().verify(key)
        } catch let error as LicenseError {
            guard output.json else { throw error }
            try output.print(RefusalReport(error))
            throw QuietExit(status: .malformed)
        }
        let decision = license.evaluate(
            try factsOptions.facts(about: license, trust, input, at: at), at: try at ?? Clock.now())
        try output.print(VerifyReport(license, decision, read.repairs))
        if !decision.isAllowed { throw QuietExit(status: .denied) }
    }
}

/// What `verify` says of a genuine license.
struct VerifyReport: Report {
    let decision: DecisionReport
    let claims: ClaimsReport
    let issuer: String
    /// What was mended to read the key; nil for nothing.
    let repaired: [String]?

    init(_ license: VerifiedLicense, _ decision: Decision, _ repairs: Repairs) {
        self.decision = DecisionReport(decision)
        claims = ClaimsReport(license.claims)
        issuer = license.issuer.description
        repaired = repairs.report
    }

    enum CodingKeys: String, CodingKey {
        case outcome, reasons, warnings, claims, issuer, repaired
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decision.outcome, forKey: .outcome)
        try container.encode(decision.reasons, forKey: .reasons)
        try container.encode(decision.warnings, forKey: .warnings)
        try container.encode(claims, forKey: .claims)
        try container.encode(issuer, forKey: .issuer)
        try container.encodeIfPresent(repaired, forKey: .repaired)
    }

    func text(_ style: Style) -> String {
        "\(decision.text(style))\n\(claims.fields().text(style))"
    }
}

/// What `verify --json` says of a key that is malformed or not genuine.
struct RefusalReport: Report {
    let outcome = "refused"
    let code: String
    let message: String
    let nextStep: String
    let step: Int

    init(_ error: LicenseError) {
        code = error.code
        message = error.description
        nextStep = error.nextStep
        step = error.step
    }

    enum CodingKeys: String, CodingKey { case outcome, code, message, nextStep, step }

    func text(_ style: Style) -> String { "\(style.bad(outcome))  \(message)" }
}
