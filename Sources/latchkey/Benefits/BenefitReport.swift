import LicenseIssuer
import LicenseVerifier
import Terminal

/// A benefit with its template.
struct BenefitReport: Report {
    let benefit: String
    let name: String
    let organization: String
    let prefix: String
    let lifetime: String
    let activationLimit: ActivationLimitReport
    let usageLimit: UInt64?
    let conditions: [String: ConditionValueReport]
    let entitlements: [String]
    let offlineSeconds: Int64?
    let graceSeconds: Int64?
    let updates: String
    let maxMajorVersion: UInt64?
    let enforcement: String
    let activationInstructions: String

    init(_ benefit: Benefit, of organization: OrganizationID) {
        self.benefit = benefit.id.description
        name = benefit.name.description
        self.organization = organization.description
        let terms = benefit.terms
        prefix = terms.prefix.description
        lifetime = terms.lifetime.description
        activationLimit = ActivationLimitReport(terms.activationLimit)
        usageLimit = terms.usageLimit
        conditions = Dictionary(
            terms.conditions.map { ($0.key.description, ConditionValueReport($0.value)) },
            uniquingKeysWith: { first, _ in first })
        entitlements = terms.entitlements.map(\.description).sorted()
        offlineSeconds = terms.offline?.components.seconds
        graceSeconds = terms.grace?.components.seconds
        updates = terms.updates.description
        maxMajorVersion = terms.maxMajorVersion
        enforcement = terms.enforcement == .advise ? "advise" : "deny"
        activationInstructions = benefit.activationInstructions
    }

    func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("benefit", benefit)
        fields.add("organization", organization)
        fields.add("prefix", prefix)
        fields.add("lifetime", lifetime)
        fields.add("seats", activationLimit.rendered)
        fields.add("usage", usageLimit.map { "\($0) units" } ?? "not metered")
        fields.add(
            "conditions",
            conditions.isEmpty
                ? nil
                : conditions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rendered)" }
                    .joined(separator: ", "))
        fields.add(
            "entitlements", entitlements.isEmpty ? nil : entitlements.joined(separator: ", "))
        fields.add(
            "offline", offlineSeconds.map { "status may be \(Duration.seconds($0).text) old" })
        fields.add("grace", graceSeconds.map { Duration.seconds($0).text })
        fields.add("updates", updates == "perpetual" ? nil : "builds for \(updates)")
        fields.add("versions", maxMajorVersion.map { "up to \($0)" })
        fields.add("enforcement", enforcement == "advise" ? "advise: nothing is denied" : nil)
        fields.add(
            "instructions", activationInstructions.isEmpty ? nil : activationInstructions)
        return "\(style.strong(name))\n\(fields.text(style))"
    }
}

struct BenefitListReport: Report {
    let benefits: [BenefitReport]

    func text(_ style: Style) -> String {
        var table = Table("NAME", "PREFIX", "LIFETIME", "SEATS", "USAGE", "BENEFIT")
        for benefit in benefits {
            table.add(
                benefit.name, benefit.prefix, benefit.lifetime, benefit.activationLimit.short,
                benefit.usageLimit.map(String.init) ?? "-", benefit.benefit)
        }
        return table.text(style)
    }
}

extension ActivationLimitReport {
    /// For a column.
    var short: String {
        switch self {
        case .named("unlimited"): "unlimited"
        case .named: "-"
        case .seats(let seats): "\(seats)"
        }
    }
}
