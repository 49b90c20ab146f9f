package import ArgumentParser
package import LicenseIssuer
package import LicenseRegistry
import Terminal

/// A benefit by its name or id.
package struct BenefitChoice<Scope: OrganizationChoice>: ParsableArguments {
    @Argument(help: "The benefit's name or id.")
    package var benefit: String

    @OptionGroup package var scope: Scope

    package init() {}

    func benefit(in benefits: Benefits, of organization: Organization) throws -> Benefit {
        try benefits.named(benefit, of: organization, in: Scope.program)
    }
}

extension Benefits {
    /// The benefit of a name or an id.
    ///
    /// - Parameter program: which program adds one.
    package func named(
        _ name: String, of organization: Organization, in program: String = "latchkey"
    ) throws -> Benefit {
        let all = try all(of: organization.id)
        guard let benefit = all.first(where: { $0.isCalled(name) }) else {
            throw CommandFailure(
                .noInput, "there is no benefit called \(quoted(name))",
                nextStep: all.isEmpty
                    ? "add it with `\(program) benefits add`"
                    : "choose one of: \(all.map { "\($0.name)" }.joined(separator: ", "))")
        }
        return benefit
    }

    /// Whether there is a benefit of a name or an id.
    package func has(_ name: String, of organization: Organization) throws -> Bool {
        try all(of: organization.id).contains { $0.isCalled(name) }
    }
}

extension Benefit {
    fileprivate func isCalled(_ text: String) -> Bool { "\(name)" == text || "\(id)" == text }
}
