import ArgumentParser
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkey benefits edit`: changes a template; keys that were minted stay as they are.
struct BenefitsEditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a benefit for the licenses to come.",
        discussion: """
            Licenses that were minted keep their terms. How often their seats may move is no term of \
            theirs, and changes at once.

            Examples:
              latchkey benefits edit pro --lifetime 2y --usage none
              latchkey benefits edit pro --seat-moves 3/90d
            """)

    @OptionGroup var choice: BenefitChoice
    @OptionGroup(title: "Terms") var terms: TermsOptions
    @OptionGroup var seatMoves: SeatMoveOptions
    @OptionGroup var instructions: InstructionsOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try choice.scope.homeOptions.directory().registry()
        let organization = try choice.scope.organization(in: registry.organizations)
        var benefit = try choice.benefit(in: registry.benefits, of: organization)
        try terms.apply(to: &benefit.terms)
        if let said = seatMoves.seatMoves { benefit.seatMoves = said.limit }
        if let text = try instructions.text() { benefit.activationInstructions = text }
        let now = try Clock.now()
        _ = try benefit.terms.claims(
            .random(), for: Grant(benefit.id), of: organization.id, issuedAt: now
        ).payload()
        try registry.benefits.replace(benefit, organization: organization.id, now: now)
        if let advice = LeaseAdvice.sentence(on: benefit.terms) { Console.remark(advice) }
        try output.print(BenefitReport(benefit, of: organization.id))
    }
}

/// `latchkey benefits list`: all templates.
struct BenefitsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the benefits.")

    @OptionGroup var scope: OrganizationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try scope.homeOptions.directory().registry()
        let organization = try scope.organization(in: registry.organizations)
        try output.print(
            BenefitListReport(
                benefits: try registry.benefits.all(of: organization.id).map {
                    BenefitReport($0, of: organization.id)
                }))
    }
}

/// `latchkey benefits show`: one template.
struct BenefitsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a benefit.")

    @OptionGroup var choice: BenefitChoice
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try choice.scope.homeOptions.directory().registry()
        let organization = try choice.scope.organization(in: registry.organizations)
        try output.print(
            BenefitReport(
                try choice.benefit(in: registry.benefits, of: organization), of: organization.id))
    }
}

/// A benefit by its name or id.
struct BenefitChoice: ParsableArguments {
    @Argument(help: "The benefit's name or id.")
    var benefit: String

    @OptionGroup var scope: OrganizationOptions

    func benefit(in benefits: Benefits, of organization: Organization) throws -> Benefit {
        try Self.find(benefit, in: benefits, of: organization)
    }

    static func find(
        _ name: String, in benefits: Benefits, of organization: Organization
    ) throws -> Benefit {
        let all = try benefits.all(of: organization.id)
        guard let benefit = all.first(where: { "\($0.name)" == name || "\($0.id)" == name }) else {
            throw CommandFailure(
                .noInput, "there is no benefit called \(quoted(name))",
                nextStep: all.isEmpty
                    ? "add it with `latchkey benefits add`"
                    : "choose one of: \(all.map { "\($0.name)" }.joined(separator: ", "))")
        }
        return benefit
    }
}
