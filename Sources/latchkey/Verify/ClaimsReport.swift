import LicenseVerifier
import Terminal

/// The claims of a license, for people and programs.
struct ClaimsReport: Encodable {
    let license: String
    let organization: String
    let benefit: String
    let customer: String?
    let prefix: String
    let issuedAt: String
    let notBefore: String?
    let expiresAt: String?
    /// `not_used`, `unlimited` or the number of seats.
    let activationLimit: ActivationLimitReport
    let usageLimit: UInt64?
    let conditions: [String: ConditionValueReport]
    let entitlements: [String]
    let offlineSeconds: Int64?
    let graceSeconds: Int64?
    let updatesUntil: String?
    let maxMajorVersion: UInt64?
    let enforcement: String
    let statusIndex: UInt32?

    init(_ claims: LicenseClaims) {
        license = claims.license.description
        organization = claims.organization.description
        benefit = claims.benefit.description
        customer = claims.customer?.description
        prefix = claims.prefix.description
        issuedAt = claims.issuedAt.description
        notBefore = claims.notBefore?.description
        expiresAt = claims.expiresAt?.description
        activationLimit = ActivationLimitReport(claims.activationLimit)
        usageLimit = claims.usageLimit
        conditions = Dictionary(
            uniqueKeysWithValues: claims.conditions.map {
                ($0.key.description, ConditionValueReport($0.value))
            })
        entitlements = claims.entitlements.map(\.description)
        offlineSeconds = claims.offline?.components.seconds
        graceSeconds = claims.grace?.components.seconds
        updatesUntil = claims.updatesUntil?.description
        maxMajorVersion = claims.maxMajorVersion
        enforcement = claims.enforcement == .advise ? "advise" : "deny"
        statusIndex = claims.statusIndex?.value
    }

    /// The claims as names and values; what a license does not say is left out.
    func fields(benefitName: String? = nil) -> Fields {
        var fields = Fields()
        fields.add("license", license)
        fields.add("organization", organization)
        fields.add("benefit", benefitName.map { "\($0) (\(benefit))" } ?? benefit)
        fields.add("customer", customer)
        fields.add("issued", issuedAt)
        fields.add("not before", notBefore)
        fields.add("expires", expiresAt ?? "never")
        fields.add("grace", graceSeconds.map { Duration.seconds($0).text })
        fields.add("seats", activationLimit.rendered)
        fields.add("usage", usageLimit.map { "\($0) units" } ?? "not metered")
        fields.add("conditions", conditions.isEmpty ? nil : conditionText)
        fields.add(
            "entitlements", entitlements.isEmpty ? nil : entitlements.joined(separator: ", "))
        fields.add("updates", updatesUntil.map { "builds until \($0)" })
        fields.add("versions", maxMajorVersion.map { "up to \($0)" })
        fields.add(
            "status", statusIndex.map { "index \($0)" } ?? "none, so it cannot be revoked")
        fields.add(
            "offline", offlineSeconds.map { "status may be \(Duration.seconds($0).text) old" })
        fields.add("enforcement", enforcement == "advise" ? "advise: nothing is denied" : nil)
        return fields
    }

    /// What is licensed, for a screen that says everything else itself.
    func scopeFields() -> Fields {
        var fields = Fields()
        fields.add("license", license)
        fields.add("prefix", prefix)
        fields.add("benefit", benefit)
        fields.add(
            "entitlements", entitlements.isEmpty ? nil : entitlements.joined(separator: ", "))
        fields.add("conditions", conditions.isEmpty ? nil : conditionText)
        fields.add("updates", updatesUntil.map { "builds until \($0)" })
        fields.add("versions", maxMajorVersion.map { "up to \($0)" })
        return fields
    }

    private var conditionText: String {
        conditions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rendered)" }
            .joined(separator: ", ")
    }
}
