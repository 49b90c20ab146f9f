public import LicenseIssuer
public import LicenseRegistry
public import LicenseVerifier

/// What whoever imports lists should know of them, though all of it can be taken.
public enum ImportRemark: Equatable, Sendable {
    /// The keys are of an organization there, and become those of one with another id.
    case otherOrganization(theirs: String, ours: OrganizationID, name: String)
    /// Keys of a benefit get one with another id.
    case otherBenefit(theirs: BenefitID, name: BenefitName)
    /// Keys of a benefit have what it does not give; the options that would give it.
    case missingTerms(name: BenefitName, terms: [String], options: [String])
}

extension ImportRemark: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .otherOrganization(let theirs, let ours, let name):
            "these are keys of the organization \(theirs.prefix(64)), and become those of "
                + "“\(name)” (\(ours)); apps that contain \(theirs.prefix(64)) will not find them. "
                + "To keep the id, make the organization with "
                + "`latchkeyd init --organization-id \(theirs.prefix(64))`"
        case .otherBenefit(let theirs, let name):
            "apps that ask for the benefit \(theirs) will be refused, as “\(name)” has another id "
                + "here; to keep it, make the benefit with `latchkeyd benefits add --id \(theirs)`"
        case .missingTerms(let name, let terms, let options):
            "keys of “\(name)” have \(terms.joined(separator: ", ")), which the benefit does not "
                + "give: keys that are sold from now on will have none. As at the shop: "
                + "`latchkeyd benefits edit \(name) \(options.joined(separator: " "))`"
        }
    }
}

extension ForeignImport {
    /// What should be known before lists are taken.
    ///
    /// - Parameters:
    ///   - benefits: those of the organization.
    ///   - organization: the one that gets the keys.
    public func remarks(
        on survey: ForeignSurvey, _ benefits: [Benefit], _ organization: Organization
    ) -> [ImportRemark] {
        var remarks: [ImportRemark] = []
        let theirs = self.organization ?? survey.organizations.first
        if shop == .polar, let theirs, OrganizationID(theirs) != nil,
            theirs.lowercased() != "\(organization.id)"
        {
            remarks.append(
                .otherOrganization(
                    theirs: theirs, ours: organization.id, name: organization.name))
        }
        for (id, kind) in survey.kinds.sorted(by: { $0.key < $1.key }) {
            let own = self.benefits[id] ?? otherBenefit
            guard let own, let benefit = benefits.first(where: { $0.id == own }) else { continue }
            // Apps of Polar's customers are told to check the benefit's id.
            if shop == .polar, let theirs = BenefitID(id), theirs != own {
                remarks.append(.otherBenefit(theirs: theirs, name: benefit.name))
            }
            guard !survey.described.contains(id) else { continue }
            remarks += Self.missing(in: benefit, of: kind).map { [$0] } ?? []
        }
        return remarks
    }

    private static func missing(
        in benefit: Benefit, of kind: ForeignSurvey.Kind
    ) -> ImportRemark? {
        var (terms, options): ([String], [String]) = ([], [])
        if benefit.terms.activationLimit == .notUsed, let seats = kind.seats.commonest {
            terms.append("seats (\(seats))")
            options.append("--activations \(seats)")
        }
        if benefit.terms.usageLimit == nil, let units = kind.units.commonest {
            terms.append("a number of units (\(units))")
            options.append("--usage \(units)")
        }
        // A few keys may end for reasons of their own.
        let ending = kind.lifetimes.values.reduce(0, +)
        if benefit.terms.lifetime == .perpetual, ending * 2 >= kind.keys,
            let lifetime = kind.lifetimes.commonest
        {
            terms.append("an end (after \(lifetime))")
            options.append("--lifetime \(lifetime)")
        }
        return terms.isEmpty
            ? nil : .missingTerms(name: benefit.name, terms: terms, options: options)
    }
}

extension [String: Int] {
    /// The value that comes most often, the same each time.
    fileprivate var commonest: String? {
        self.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
