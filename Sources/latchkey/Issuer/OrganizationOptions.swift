import ArgumentParser
import LicenseRegistry
import Terminal

/// Whose things a command is about.
struct OrganizationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The organization; optional if there is only one.", valueName: "name"))
    var organization: String?

    @OptionGroup var homeOptions: HomeOptions

    func organization(in organizations: Organizations) throws -> Organization {
        let all = try organizations.all()
        if let name = organization {
            guard let found = all.first(where: { $0.name == name || "\($0.id)" == name }) else {
                throw CommandFailure(
                    .noInput, "there is no organization called \(quoted(name))",
                    nextStep: "see the names with `latchkey keys list`")
            }
            return found
        }
        guard let only = all.first else {
            throw CommandFailure(
                .configuration, "there is no organization yet",
                nextStep: "make one with `latchkey keys new --organization NAME`")
        }
        guard all.count == 1 else {
            throw CommandFailure(
                .usage, "there are several organizations",
                nextStep: "name one with --organization: "
                    + all.map { quoted($0.name) }.joined(separator: ", "))
        }
        return only
    }
}
