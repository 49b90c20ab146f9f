package import LicenseVerifier

/// A term by its name, the one that JSON, reports and the registry give it.
///
/// One table for all who store, read or show terms by name, in the order in which reports show them.
/// The registry's columns and the members in JSON follow from it.
package enum TermsField: String, CaseIterable, Sendable {
    case prefix, lifetime
    case activationLimit = "activation_limit"
    case usageLimit = "usage_limit"
    case conditions, entitlements
    case offline = "offline_seconds"
    case grace = "grace_seconds"
    case updates
    case maxMajorVersion = "max_major_version"
    case enforcement

    /// Whether the term says what is licensed, and not for how long or on how many machines.
    package var isScope: Bool {
        switch self {
        case .prefix, .entitlements, .conditions, .updates, .maxMajorVersion: true
        case .lifetime, .activationLimit, .usageLimit, .offline, .grace, .enforcement: false
        }
    }

    /// What kind of value a term has.
    package enum Kind: Equatable, Sendable {
        case text, count, span, names, conditions
        case choice([String])
    }

    /// The kind of the term's value.
    package var kind: Kind {
        switch self {
        case .prefix, .lifetime, .updates: .text
        case .activationLimit, .usageLimit, .maxMajorVersion: .count
        case .offline, .grace: .span
        case .conditions: .conditions
        case .entitlements: .names
        case .enforcement: .choice(["deny", "advise"])
        }
    }

    /// What a value must be, fit to follow the term's name.
    package var rule: String {
        switch self {
        case .prefix: "must be a letter A-Z, then up to 15 of A-Z and 0-9"
        case .lifetime, .updates: "must be like 1y, 6mo, 30d or perpetual"
        case .activationLimit, .maxMajorVersion: "is too large"
        case .usageLimit: "must be 1 or more"
        case .conditions: "has an invalid name or value, or too many of them"
        case .entitlements: "has an invalid name, one twice, or too many of them"
        case .offline, .grace: "is not a valid number of seconds"
        case .enforcement: "must be deny or advise"
        }
    }

    /// What people call it.
    package var label: String {
        switch self {
        case .prefix: "Keys begin with"
        case .lifetime: "Lasts"
        case .activationLimit: "Devices"
        case .usageLimit: "Units"
        case .conditions: "Conditions"
        case .entitlements: "Features"
        case .offline: "Longest time offline"
        case .grace: "Grace after the end"
        case .updates: "Updates for"
        case .maxMajorVersion: "Newest major version"
        case .enforcement: "When something is wrong"
        }
    }

    /// What to write in a form; nil where it needs no text.
    package var hint: String? {
        switch self {
        case .prefix: "A capital letter, then up to 15 capital letters and digits."
        case .lifetime, .updates: "Such as 1y, 6mo, 30d or perpetual."
        case .activationLimit: "A number, or “unlimited”; empty where devices need no seat."
        case .usageLimit: "A number; empty for any number of units."
        case .entitlements: "Names, separated by commas."
        case .offline:
            "How old a device's status list may be: 30d, 12h, or a number of seconds; empty for any age."
        case .grace: "Such as 14d, or a number of seconds; the program warns meanwhile."
        case .maxMajorVersion: "A number; empty for any version."
        case .enforcement: "deny: the program stops; advise: it only warns."
        case .conditions: nil
        }
    }
}

extension LicenseTerms {
    /// What a term says; nil where there is nothing to say.
    package func value(of field: TermsField) -> TermsValue? {
        switch field {
        case .prefix: .text("\(prefix)")
        case .lifetime: .text("\(lifetime)")
        case .updates: .text("\(updates)")
        case .activationLimit:
            switch activationLimit {
            case .notUsed: nil
            case .unlimited: .number(0)
            case .seats(let seats): .number(Int64(clamping: seats))
            }
        case .usageLimit: usageLimit.map { .number(Int64(clamping: $0)) }
        case .conditions:
            .conditions(
                Dictionary(conditions.map { ("\($0.key)", $0.value) }) { _, last in last })
        case .entitlements: .names(entitlements.map { "\($0)" })
        case .offline: offline.map { .number($0.components.seconds) }
        case .grace: grace.map { .number($0.components.seconds) }
        case .maxMajorVersion: maxMajorVersion.map { .number(Int64(clamping: $0)) }
        case .enforcement: .text(enforcement == .advise ? "advise" : "deny")
        }
    }

    /// Gives a term another value; false, and no change, for one that breaks the term's rule.
    package mutating func set(_ field: TermsField, to value: TermsValue) -> Bool {
        switch field {
        case .prefix: Self.set(&prefix, value.text.flatMap { LicensePrefix($0) })
        case .lifetime: Self.set(&lifetime, value.text.flatMap { Lifetime($0) })
        case .updates: Self.set(&updates, value.text.flatMap { Lifetime($0) })
        case .activationLimit:
            Self.set(&activationLimit, value.count.map { $0 == 0 ? .unlimited : .seats($0) })
        case .usageLimit: Self.set(&usageLimit, value.count.flatMap { $0 == 0 ? nil : .some($0) })
        case .conditions: Self.set(&conditions, value.conditions)
        case .entitlements: Self.set(&entitlements, value.entitlements)
        case .offline: Self.set(&offline, value.span.map { .some($0) })
        case .grace: Self.set(&grace, value.span.map { .some($0) })
        case .maxMajorVersion: Self.set(&maxMajorVersion, value.count.map { .some($0) })
        case .enforcement: Self.set(&enforcement, value.enforcement)
        }
    }

    private static func set<Value>(_ term: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        term = value
        return true
    }
}

extension LicenseClaims {
    /// Whether one of the terms is tighter than another license's.
    package func allowsLess(than other: LicenseClaims) -> Bool {
        TermsField.allCases.contains { isTighter($0, than: other) }
    }

    private func isTighter(_ field: TermsField, than other: LicenseClaims) -> Bool {
        switch field {
        case .prefix: false
        case .lifetime: Self.isLess(expiresAt, other.expiresAt)
        case .activationLimit:
            switch (activationLimit, other.activationLimit) {
            case (.seats(let mine), .seats(let others)): mine < others
            case (.seats, .unlimited), (.seats, .notUsed), (.unlimited, .notUsed): true
            case (.notUsed, _), (.unlimited, .unlimited), (.unlimited, .seats): false
            }
        case .usageLimit: Self.isLess(usageLimit, other.usageLimit)
        case .conditions: conditions.contains { !other.conditions.contains($0) }
        case .entitlements: other.entitlements.contains { !entitlements.contains($0) }
        case .offline: Self.isLess(offline, other.offline)
        case .grace: (grace ?? .zero) < (other.grace ?? .zero)
        case .updates: Self.isLess(updatesUntil, other.updatesUntil)
        case .maxMajorVersion: Self.isLess(maxMajorVersion, other.maxMajorVersion)
        case .enforcement: enforcement == .deny && other.enforcement == .advise
        }
    }

    /// Whether a limit is lower, where none is no limit.
    private static func isLess<Limit: Comparable>(_ limit: Limit?, _ other: Limit?) -> Bool {
        limit.map { limit in other.map { limit < $0 } ?? true } ?? false
    }
}
