package import ArgumentParser
package import CommandSupport
package import LicenseIssuer
package import LicenseVerifier

/// The terms of a license: of a benefit's template, or of one license that differs from it.
package struct TermsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The brand in front of the key: capital letters and digits.", valueName: "PREFIX"))
    package var prefix: LicensePrefix?

    @Option(
        help: ArgumentHelp(
            "How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that "
                + "day), or until a time.", valueName: "lifetime"))
    package var lifetime: LifetimeArgument?

    @Option(
        help: ArgumentHelp(
            "Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.",
            valueName: "zone"))
    package var zone = DayZone.utc

    @Option(
        help: ArgumentHelp(
            "Seats: a number, unlimited, or none (valid on any machine).", valueName: "seats"))
    package var activations: SeatsArgument?

    @Option(
        help: ArgumentHelp("Units that may be used: a number, or none.", valueName: "units"))
    package var usage: CountArgument?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A condition that programs must present, as name=value; may be repeated. `none` "
                + "removes those of the benefit.", valueName: "name=value"))
    package var condition: [ListArgument<Condition>] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A feature that it grants; may be repeated. `none` removes those of the benefit.",
            valueName: "name"))
    package var entitlement: [ListArgument<Entitlement>] = []

    @Option(
        help: ArgumentHelp(
            "How old a device's status list may be: 30d, 12h, or none (any age).",
            valueName: "span"))
    package var offline: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "How long it stays valid after its end, with a warning: 14d, or none.",
            valueName: "span"))
    package var grace: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "How long new builds are covered: 1y, a date, or perpetual.", valueName: "lifetime"))
    package var updates: LifetimeArgument?

    @Option(
        help: ArgumentHelp(
            "The highest major version that is covered, or none.", valueName: "number"))
    package var maxMajorVersion: CountArgument?

    @Option(
        help: ArgumentHelp(
            "What a reason against it does: deny, or advise (reported, nothing is stopped).",
            valueName: "deny|advise"))
    package var enforcement: EnforcementArgument?

    package init() {}

    /// Changes what was given and leaves the rest.
    package func apply(to terms: inout LicenseTerms) throws {
        for field in TermsField.allCases { try apply(field, to: &terms) }
    }

    /// Which terms were given.
    package var fields: Set<TermsField> { Set(TermsField.allCases.filter(isGiven)) }

    /// What was given, in one order, so that the same options are known again.
    package func given() throws -> [String] {
        guard let prefix = LicensePrefix("X") else { return [] }
        var terms = LicenseTerms(prefix: prefix)
        try apply(to: &terms)
        let report = TermsReport(terms)
        return TermsField.allCases.filter(isGiven).map { field in
            let (name, text) = report.text(for: field)
            return "\(name) \(text ?? "none")"
        }
    }

    /// Whether nothing was given.
    package var isEmpty: Bool { fields.isEmpty }

    private func apply(_ field: TermsField, to terms: inout LicenseTerms) throws {
        switch field {
        case .prefix: terms.prefix = prefix ?? terms.prefix
        case .lifetime: terms.lifetime = lifetime?.lifetime(in: zone) ?? terms.lifetime
        case .activationLimit: terms.activationLimit = activations?.limit ?? terms.activationLimit
        case .usageLimit: if let usage { terms.usageLimit = usage.count }
        case .conditions:
            if !condition.isEmpty { terms.conditions = try ListArgument.items(of: condition) }
        case .entitlements:
            if !entitlement.isEmpty { terms.entitlements = try ListArgument.items(of: entitlement) }
        case .offline: if let offline { terms.offline = offline.duration }
        case .grace: if let grace { terms.grace = grace.duration }
        case .updates: terms.updates = updates?.lifetime(in: zone) ?? terms.updates
        case .maxMajorVersion:
            if let maxMajorVersion { terms.maxMajorVersion = maxMajorVersion.count }
        case .enforcement: terms.enforcement = enforcement?.value ?? terms.enforcement
        }
    }

    private func isGiven(_ field: TermsField) -> Bool {
        switch field {
        case .prefix: prefix != nil
        case .lifetime: lifetime != nil
        case .activationLimit: activations != nil
        case .usageLimit: usage != nil
        case .conditions: !condition.isEmpty
        case .entitlements: !entitlement.isEmpty
        case .offline: offline != nil
        case .grace: grace != nil
        case .updates: updates != nil
        case .maxMajorVersion: maxMajorVersion != nil
        case .enforcement: enforcement != nil
        }
    }
}
