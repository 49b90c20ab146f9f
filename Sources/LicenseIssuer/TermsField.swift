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
        case .prefix: "must be 1 to 16 characters of A-Z and 0-9"
        case .lifetime, .updates: "must be like 1y, 6mo, 30d or perpetual"
        case .activationLimit, .maxMajorVersion: "is too large"
        case .usageLimit: "must be 1 or more"
        case .conditions: "has an invalid name or value, or too many of them"
        case .entitlements: "has an invalid name, one twice, or too many of them"
        case .offline, .grace: "is not a valid number of seconds"
        case .enforcement: "must be deny or advise"
        }
    }
}

/// What a term says, in the kinds of values that JSON has.
package enum TermsValue: Equatable, Sendable {
    case text(String)
    case number(Int64)
    case names([String])
    case conditions([String: ConditionValue])
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

extension TermsValue {
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }

    fileprivate var count: UInt64? {
        guard case .number(let number) = self, (0...Limits.maxCount).contains(number) else {
            return nil
        }
        return UInt64(number)
    }

    fileprivate var span: Duration? {
        guard case .number(let number) = self, (0...Limits.maxSpanSeconds).contains(number) else {
            return nil
        }
        return .seconds(number)
    }

    fileprivate var conditions: [Condition]? {
        guard case .conditions(let values) = self, values.count <= Limits.maxConditions else {
            return nil
        }
        let all = values.compactMap { name, value in
            ConditionKey(name).flatMap { Condition($0, value) }
        }
        return all.count == values.count ? all.sorted { $0.key < $1.key } : nil
    }

    fileprivate var entitlements: [Entitlement]? {
        guard case .names(let names) = self, names.count <= Limits.maxEntitlements else {
            return nil
        }
        let all = Set(names.compactMap { Entitlement($0) })
        return all.count == names.count ? all.sorted() : nil
    }

    fileprivate var enforcement: Enforcement? {
        switch text {
        case "deny": .deny
        case "advise": .advise
        default: nil
        }
    }
}
