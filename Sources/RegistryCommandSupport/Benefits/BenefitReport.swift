package import LicenseIssuer
package import LicenseVerifier
package import Terminal

/// A benefit with its template.
package struct BenefitReport: Report {
    private let description: BenefitDescription
    package let terms: TermsReport

    package init(_ benefit: Benefit, of organization: OrganizationID) {
        description = BenefitDescription(
            benefit: benefit.id.description, name: benefit.name.description,
            organization: organization.description,
            activationInstructions: benefit.activationInstructions,
            seatMoves: benefit.seatMoves.map { "\($0)" })
        terms = TermsReport(benefit.terms)
    }

    package var name: String { description.name }
    package var benefit: String { description.benefit }

    /// One object: the members of both.
    package func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
        try terms.encode(to: encoder)
    }

    package func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("benefit", description.benefit)
        fields.add("organization", description.organization)
        terms.add(TermsField.allCases, to: &fields)
        fields.add("seat moves", description.seatMoves)
        let instructions = description.activationInstructions
        fields.add("instructions", instructions.isEmpty ? nil : instructions)
        return "\(style.strong(name))\n\(fields.text(style))"
    }
}

/// What there is to say about a benefit beside its terms.
private struct BenefitDescription: Encodable {
    let benefit: String
    let name: String
    let organization: String
    let activationInstructions: String
    let seatMoves: String?
}

package struct BenefitListReport: Report {
    let benefits: [BenefitReport]

    package func text(_ style: Style) -> String {
        var table = Table("NAME", "PREFIX", "LIFETIME", "SEATS", "USAGE", "BENEFIT")
        for benefit in benefits {
            table.add(
                benefit.name, benefit.terms.prefix, benefit.terms.lifetime ?? "-",
                benefit.terms.activationLimit.short,
                benefit.terms.usageLimit.map(String.init) ?? "-", benefit.benefit)
        }
        return table.text(style)
    }
}

extension ActivationLimitReport {
    /// For a column.
    package var short: String {
        switch self {
        case .named("unlimited"): "unlimited"
        case .named: "-"
        case .seats(let seats): "\(seats)"
        }
    }
}
