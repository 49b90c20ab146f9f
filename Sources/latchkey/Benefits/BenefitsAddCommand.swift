import ArgumentParser
import CommandSupport
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import Terminal

/// `latchkey benefits add`: a new template.
struct BenefitsAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a benefit: the template of a kind of license.",
        discussion: """
            Examples:
              latchkey benefits add pro --prefix ACME --lifetime 1y --activations 3
              latchkey benefits add team --prefix ACME --activations 20 --seat-moves 5/90d
              latchkey benefits add metered --prefix ACME --usage 10000 --offline 30d \
            --condition region=eu --entitlement export
            """)

    @Argument(help: "A short name: small letters, digits, dots and hyphens.")
    var name: BenefitName

    @OptionGroup(title: "Terms") var terms: TermsOptions

    @Option(
        help: ArgumentHelp(
            "The id that apps already contain for it (default: a new one).", valueName: "id"))
    var id: BenefitID?

    @OptionGroup var seatMoves: SeatMoveOptions
    @OptionGroup var instructions: InstructionsOptions
    @OptionGroup var scope: OrganizationOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let registry = try scope.homeOptions.directory().registry()
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

/// What the customer is told to do with the key.
struct InstructionsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the customer is told to do with the key.", valueName: "text"))
    var instructions: String?

    @Option(
        help: ArgumentHelp(
            "Read the instructions from this file; - for standard input.", valueName: "file"),
        completion: .file())
    var instructionsFile: String?

    func validate() throws {
        guard instructions == nil || instructionsFile == nil else {
            throw ValidationError("--instructions and --instructions-file exclude each other")
        }
    }

    func text() throws -> String? {
        guard let instructionsFile else { return instructions }
        let bytes = try InputFile(path: instructionsFile).bytes(limit: 65_536)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .malformed, "\(instructionsFile) is not text in UTF-8",
                nextStep: "save it as plain text in UTF-8")
        }
        return text
    }
}
