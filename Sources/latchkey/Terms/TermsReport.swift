import LicenseIssuer
import LicenseVerifier
import Terminal

/// What a benefit's template and a license say alike, for people and programs.
struct TermsReport: Encodable {
    let prefix: String
    /// A template's; a license has the end.
    let lifetime: String?
    /// `not_used`, `unlimited` or the number of seats.
    let activationLimit: ActivationLimitReport
    let usageLimit: UInt64?
    let conditions: [String: ConditionValueReport]
    let entitlements: [String]
    let offlineSeconds: Int64?
    let graceSeconds: Int64?
    /// A template's.
    let updates: String?
    /// A license's.
    let updatesUntil: String?
    let maxMajorVersion: UInt64?
    let enforcement: String

    init(_ terms: LicenseTerms) {
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

    init(_ claims: LicenseClaims) {
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
    func add(_ terms: [TermsField], to fields: inout Fields) {
        for term in terms {
            let (name, text) = text(for: term)
            fields.add(name, text)
        }
    }

    /// What a term is called in a report, and what is said about it; nil for nothing.
    func text(for term: TermsField) -> (name: String, text: String?) {
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
