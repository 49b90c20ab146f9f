import ArgumentParser
import LicenseRegistry
import RegistryCommandSupport

/// Whose things in the service's registry a command is about.
struct ServiceOrganizationOptions: OrganizationChoice {
    static let program = "latchkeyd"
    static let making = "latchkeyd init --organization NAME"

    @Option(
        help: ArgumentHelp(
            "The organization; optional if there is only one.", valueName: "name"))
    var organization: String?

    @OptionGroup var options: ConfigurationOptions

    func registry() throws -> Registry { try options.markedRegistry() }
}
