import COSE
import LicenseVerifier

extension JSONDocument {
    /// All that a trust bundle says.
    init(_ bundle: TrustBundle) {
        self.init([
            ("organization", .text(bundle.organization.description)),
            ("version", .integer(Int64(clamping: bundle.version))),
            ("issued_at", .text(bundle.issuedAt.description)),
            ("expires_at", .text(bundle.expiresAt.description)),
            ("keys", .array(bundle.keys.map { .members(of: $0) })),
            ("roots", .array(bundle.roots.map { .text($0.hexadecimal) })),
            ("threshold", .integer(Int64(bundle.threshold))),
            ("status_base", bundle.statusBase.map { .text($0) }),
            ("service_urls", .array(bundle.serviceURLs.map { .text($0) })),
            (
                "list_floors",
                .members(
                    bundle.listFloors.map {
                        (String($0.key), .integer(Int64(clamping: $0.value)))
                    })
            ),
        ])
    }

    /// Whose licenses of a stolen key stay good.
    init(_ lists: [VerifiedAffirmationList]) {
        self.init(
            .array(
                lists.map { list in
                    .members([
                        ("organization", .text(list.organization.description)),
                        ("key", .text(list.key.description)),
                    ])
                }))
    }
}

extension JSONDocument.Value {
    fileprivate static func members(of key: BundleKey) -> JSONDocument.Value {
        let role =
            switch key.role {
            case .issue: "issue"
            case .activate: "activate"
            case .status: "status"
            }
        return .present([
            ("key", .text(key.key.hexadecimal)), ("role", .text(role)),
            ("not_before", .text(key.notBefore.description)),
            ("not_after", .text(key.notAfter.description)),
            ("benefits", key.benefits.map { .array($0.map { .text($0.description) }) }),
            (
                "longest_lifetime_seconds",
                key.longestLifetime.map { .integer($0.components.seconds) }
            ),
            ("compromised_at", key.compromisedAt.map { .text($0.description) }),
            ("requires_status_index", .bool(key.requiresStatusIndex)),
        ])
    }
}
