import ArgumentParser
import LicenseIssuer
import LicenseVerifier

/// The terms of a license: of a benefit's template, or of one license that differs from it.
struct TermsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The brand in front of the key: capital letters and digits.", valueName: "PREFIX"))
    var prefix: LicensePrefix?

    @Option(
        help: ArgumentHelp(
            "How long it is valid: 30d, 18mo, 2y, perpetual, through a date (the whole of that "
                + "day), or until a time.", valueName: "lifetime"))
    var lifetime: LifetimeArgument?

    @Option(
        help: ArgumentHelp(
            "Where a day ends: UTC, an offset as +02:00, or a name as Europe/Berlin.",
            valueName: "zone"))
    var zone = DayZone.utc

    @Option(
        help: ArgumentHelp(
            "Seats: a number, unlimited, or none (valid on any machine).", valueName: "seats"))
    var activations: SeatsArgument?

    @Option(
        help: ArgumentHelp("Units that may be used: a number, or none.", valueName: "units"))
    var usage: CountArgument?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A condition that programs must present, as name=value; may be repeated. `none` "
                + "removes those of the benefit.", valueName: "name=value"))
    var condition: [ListArgument<Condition>] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A feature that it grants; may be repeated. `none` removes those of the benefit.",
            valueName: "name"))
    var entitlement: [ListArgument<Entitlement>] = []

    @Option(
        help: ArgumentHelp(
            "How old a device's status list may be: 30d, 12h, or none (any age).",
            valueName: "span"))
    var offline: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "How long it stays valid after its end, with a warning: 14d, or none.",
            valueName: "span"))
    var grace: SpanArgument?

    @Option(
        help: ArgumentHelp(
            "How long new builds are covered: 1y, a date, or perpetual.", valueName: "lifetime"))
    var updates: LifetimeArgument?

    @Option(
        help: ArgumentHelp(
            "The highest major version that is covered, or none.", valueName: "number"))
    var maxMajorVersion: CountArgument?

    @Option(
        help: ArgumentHelp(
            "What a reason against it does: deny, or advise (reported, nothing is stopped).",
            valueName: "deny|advise"))
    var enforcement: EnforcementArgument?

    /// Changes what was said and leaves the rest.
    func apply(to terms: inout LicenseTerms) throws {
        if let prefix { terms.prefix = prefix }
        if let lifetime { terms.lifetime = lifetime.lifetime(in: zone) }
        if let activations { terms.activationLimit = activations.limit }
        if let usage { terms.usageLimit = usage.count }
        if !condition.isEmpty { terms.conditions = try ListArgument.items(of: condition) }
        if !entitlement.isEmpty { terms.entitlements = try ListArgument.items(of: entitlement) }
        if let offline { terms.offline = offline.duration }
        if let grace { terms.grace = grace.duration }
        if let updates { terms.updates = updates.lifetime(in: zone) }
        if let maxMajorVersion { terms.maxMajorVersion = maxMajorVersion.count }
        if let enforcement { terms.enforcement = enforcement.value }
    }

    /// Whether anything was said.
    var isEmpty: Bool {
        prefix == nil && lifetime == nil && activations == nil && usage == nil
            && condition.isEmpty && entitlement.isEmpty && offline == nil && grace == nil
            && updates == nil && maxMajorVersion == nil && enforcement == nil
    }
}
