package import ArgumentParser
package import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `benefits edit`: changes a template; keys that were minted stay as they are.
package struct BenefitsEditCommand<Scope: OrganizationChoice>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "edit",
            abstract: "Change a benefit for the licenses to come.",
            discussion: """
                Licenses that were minted keep their terms. How often their seats may move is no term \
                of theirs, and changes at once.

                Examples:
                  \(Scope.program) benefits edit pro --lifetime 2y --usage none
                  \(Scope.program) benefits edit pro --seat-moves 3/90d
                """)
    }

    @OptionGroup package var choice: BenefitChoice<Scope>
    @OptionGroup(title: "Terms") package var terms: TermsOptions
    @OptionGroup package var seatMoves: SeatMoveOptions
    @OptionGroup package var instructions: InstructionsOptions
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        let registry = try choice.scope.registry()
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
