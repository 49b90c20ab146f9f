package import ArgumentParser
package import LicenseRegistry
import Terminal

/// The options by which a program finds its registry, and whose things there a command is about.
package protocol OrganizationChoice: ParsableArguments {
    /// What the program is called.
    static var program: String { get }
    /// How an organization is made with it.
    static var making: String { get }
    /// The organization that was named; nil for the only one.
    var organization: String? { get }
    /// The registry, whose changes raise its mark.
    func registry() throws -> Registry
}

extension OrganizationChoice {
    /// The organization that is meant.
    package func organization(in organizations: Organizations) throws -> Organization {
        try Self.organization(organization, among: organizations.all())
    }

    /// The organization of a name or id; with none the only one.
    package static func organization(
        _ name: String?, among all: [Organization]
    ) throws -> Organization {
        if let name {
            guard let found = all.first(where: { $0.name == name || "\($0.id)" == name }) else {
                throw CommandFailure(
                    .noInput, "there is no organization called \(quoted(name))",
                    nextStep: "see the names with `\(program) keys list`")
            }
            return found
        }
        guard let only = all.first else {
            throw CommandFailure(
                .configuration, "there is no organization yet",
                nextStep: "make one with `\(making)`")
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
