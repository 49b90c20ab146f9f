package import ArgumentParser
package import CommandSupport
import LicenseRegistry
import Terminal

/// `benefits`: the kinds of license that are sold.
package struct BenefitsCommand<Scope: OrganizationChoice>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "benefits",
            abstract: "Describe the kinds of license that you sell.",
            subcommands: [
                BenefitsAddCommand<Scope>.self, BenefitsListCommand<Scope>.self,
                BenefitsShowCommand<Scope>.self, BenefitsEditCommand<Scope>.self,
            ])
    }

    package init() {}
}

/// `benefits list`: all templates.
package struct BenefitsListCommand<Scope: OrganizationChoice>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "List the benefits.")
    }

    @OptionGroup package var scope: Scope
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        let registry = try scope.registry()
        let organization = try scope.organization(in: registry.organizations)
        try output.print(
            BenefitListReport(
                benefits: try registry.benefits.all(of: organization.id).map {
                    BenefitReport($0, of: organization.id)
                }))
    }
}

/// `benefits show`: one template.
package struct BenefitsShowCommand<Scope: OrganizationChoice>: ParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: "Show a benefit.")
    }

    @OptionGroup package var choice: BenefitChoice<Scope>
    @OptionGroup package var output: OutputOptions

    package init() {}

    package func run() throws {
        let registry = try choice.scope.registry()
        let organization = try choice.scope.organization(in: registry.organizations)
        try output.print(
            BenefitReport(
                try choice.benefit(in: registry.benefits, of: organization), of: organization.id))
    }
}
