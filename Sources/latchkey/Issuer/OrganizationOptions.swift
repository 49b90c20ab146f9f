import ArgumentParser
import LicenseRegistry
import RegistryCommandSupport

/// Whose things a command is about.
struct OrganizationOptions: OrganizationChoice {
    static let program = "latchkey"
    static let making = "latchkey keys new --organization NAME"

    @Option(
        help: ArgumentHelp(
            "The organization; optional if there is only one.", valueName: "name"))
    var organization: String?

    @OptionGroup var homeOptions: HomeOptions

    func registry() throws -> Registry { try homeOptions.directory().registry() }
}
