package import LicenseVerifier

extension JSONDocument.Value {
    /// What a license says, with the members of `latchkey verify --json`.
    package static func claims(_ claims: LicenseClaims) -> JSONDocument.Value {
        .present([
            ("license", .text(claims.license.description)),
            ("organization", .text(claims.organization.description)),
            ("benefit", .text(claims.benefit.description)),
            ("customer", claims.customer.map { .text($0.description) }),
            ("prefix", .text(claims.prefix.description)),
            ("issued_at", .text(claims.issuedAt.description)),
            ("not_before", claims.notBefore.map { .text($0.description) }),
            ("expires_at", claims.expiresAt.map { .text($0.description) }),
            ("activation_limit", .limit(claims.activationLimit)),
            ("usage_limit", claims.usageLimit.map { .integer(Int64(clamping: $0)) }),
            (
                "conditions",
                .members(claims.conditions.map { ($0.key.description, .value($0.value)) })
            ),
            ("entitlements", .array(claims.entitlements.map { .text($0.description) })),
            ("offline_seconds", claims.offline.map { .integer($0.components.seconds) }),
            ("grace_seconds", claims.grace.map { .integer($0.components.seconds) }),
            ("updates_until", claims.updatesUntil.map { .text($0.description) }),
            ("max_major_version", claims.maxMajorVersion.map { .integer(Int64(clamping: $0)) }),
            ("enforcement", .text(claims.enforcement == .advise ? "advise" : "deny")),
            ("status_index", claims.statusIndex.map { .integer(Int64($0.value)) }),
        ])
    }

    private static func limit(_ limit: ActivationLimit) -> JSONDocument.Value {
        switch limit {
        case .notUsed: .text("not_used")
        case .unlimited: .text("unlimited")
        case .seats(let seats): .integer(Int64(clamping: seats))
        }
    }

    private static func value(_ value: ConditionValue) -> JSONDocument.Value {
        switch value {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .text(let value): .text(value)
        }
    }
}
