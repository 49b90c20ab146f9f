package import LicenseIssuer
package import LicenseVerifier
package import Terminal

/// What a benefit's template and a license say alike, for people and programs.
package struct TermsReport: Encodable {
    package let prefix: String
    /// A template's; a license has the end.
    package let lifetime: String?
    /// `not_used`, `unlimited` or the number of seats.
    package let activationLimit: ActivationLimitReport
    package let usageLimit: UInt64?
    package let conditions: [String: ConditionValueReport]
    package let entitlements: [String]
    package let offlineSeconds: Int64?
    package let graceSeconds: Int64?
    /// A template's.
    package let updates: String?
    /// A license's.
    package let updatesUntil: String?
    package let maxMajorVersion: UInt64?
    package let enforcement: String

    package init(_ terms: LicenseTerms) {
        prefix = terms.prefix.description
        lifetime = terms.lifetime.description
        activationLimit = ActivationLimitReport(terms.activationLimit)
        usageLimit = terms.usageLimit
        conditions = Self.report(terms.conditions)
        entitlements = terms.entitlements.map(\.description).sorted()
        offlineSeconds = terms.offline?.components.seconds
        graceSeconds = terms.grace?.components.seconds
        updates = terms.updates.description
        updatesUntil = nil
        maxMajorVersion = terms.maxMajorVersion
        enforcement = Self.report(terms.enforcement)
    }

    package init(_ claims: LicenseClaims) {
        prefix = claims.prefix.description
        lifetime = nil
        activationLimit = ActivationLimitReport(claims.activationLimit)
        usageLimit = claims.usageLimit
        conditions = Self.report(claims.conditions)
        entitlements = claims.entitlements.map(\.description)
        offlineSeconds = claims.offline?.components.seconds
        graceSeconds = claims.grace?.components.seconds
        updates = nil
        updatesUntil = claims.updatesUntil?.description
        maxMajorVersion = claims.maxMajorVersion
        enforcement = Self.report(claims.enforcement)
    }

    private static func report(_ conditions: [Condition]) -> [String: ConditionValueReport] {
        Dictionary(conditions.map { ($0.key.description, ConditionValueReport($0.value)) }) {
            first, _ in first
        }
    }

    private static func report(_ enforcement: Enforcement) -> String {
        enforcement == .advise ? "advise" : "deny"
    }
}

extension TermsReport {
    /// Adds what is said about each term, if anything is.
    package func add(_ terms: [TermsField], to fields: inout Fields) {
        for term in terms {
            let (name, text) = text(for: term)
            fields.add(name, text)
        }
    }

    /// What a term is called in a report, and what is said about it; nil for nothing.
    package func text(for term: TermsField) -> (name: String, text: String?) {
        switch term {
        case .prefix: ("prefix", prefix)
        case .lifetime: ("lifetime", lifetime)
        case .activationLimit: ("seats", activationLimit.rendered)
        case .usageLimit: ("usage", usageLimit.map { "\($0) units" } ?? "not metered")
        case .conditions:
            (
                "conditions",
                conditions.isEmpty
                    ? nil
                    : conditions.sorted { $0.key < $1.key }
                        .map { "\($0.key)=\($0.value.rendered)" }.joined(separator: ", ")
            )
        case .entitlements:
            ("entitlements", entitlements.isEmpty ? nil : entitlements.joined(separator: ", "))
        case .offline:
            ("offline", offlineSeconds.map { "status may be \(Duration.seconds($0).text) old" })
        case .grace: ("grace", graceSeconds.map { Duration.seconds($0).text })
        case .updates:
            (
                "updates",
                updatesUntil.map { "builds until \($0)" }
                    ?? updates.flatMap { $0 == "perpetual" ? nil : "builds for \($0)" }
            )
        case .maxMajorVersion: ("versions", maxMajorVersion.map { "up to \($0)" })
        case .enforcement:
            ("enforcement", enforcement == "advise" ? "advise: nothing is denied" : nil)
        }
    }
}
