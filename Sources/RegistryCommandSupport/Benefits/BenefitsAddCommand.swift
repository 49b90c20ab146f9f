package import ArgumentParser
package import CommandSupport
package import LicenseIssuer
import LicenseRegistry
package import LicenseVerifier
import Terminal

/// `benefits add`: a new template.
package struct BenefitsAddCommand<Scope: OrganizationChoice>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "add",
            abstract: "Add a benefit: the template of a kind of license.",
            discussion: """
                Examples:
                  \(Scope.program) benefits add pro --prefix ACME --lifetime 1y --activations 3
                  \(Scope.program) benefits add team --prefix ACME --activations 20 --seat-moves 5/90d
                  \(Scope.program) benefits add metered --prefix ACME --usage 10000 --offline 30d \
                --condition region=eu --entitlement export
                """)
    }

    @Argument(help: "A short name: small letters, digits, dots and hyphens.")
    package var name: BenefitName

    @OptionGroup(title: "Terms") package var terms: TermsOptions

    @Option(
        help: ArgumentHelp(
            "The id that apps already contain for it (default: a new one).", valueName: "id"))
    package var id: BenefitID?

    @OptionGroup package var seatMoves: SeatMoveOptions
    @OptionGroup package var instructions: InstructionsOptions
    @OptionGroup package var scope: Scope
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        let registry = try scope.registry()
        let organization = try scope.organization(in: registry.organizations)
        guard let prefix = terms.prefix ?? LicensePrefix(naming: organization.name) else {
            throw ValidationError("--prefix is needed")
        }
        var template = LicenseTerms(prefix: prefix)
        try terms.apply(to: &template)
        let benefit = Benefit(
            id: id ?? .random(), name: name, terms: template,
            activationInstructions: try instructions.text() ?? "",
            seatMoves: seatMoves.seatMoves?.limit)
        let now = try Clock.now()
        // A template that no license can be made of is refused now and not at the first sale.
        _ = try template.claims(
            .random(), for: Grant(benefit.id), of: organization.id, issuedAt: now
        ).payload()
        try registry.benefits.add(benefit, organization: organization.id, now: now)
        if let advice = LeaseAdvice.sentence(on: template) { Console.remark(advice) }
        try output.print(BenefitReport(benefit, of: organization.id))
    }
}
