import JSON
import LicenseRegistry
import LicenseVerifier

/// An endpoint in JSON; with its secrets only where they were just made.
struct WebhookEndpointWire: JSONContent {
    let id: String
    let organizationID: String
    let url: String
    let description: String
    let format: String
    let keyDerivation: String
    let filterTypes: [String]
    /// Their values may be secret, and are not shown again.
    let headerNames: [String]
    let metadata: [String: String]
    let maskKeys: Bool
    let disabled: Bool
    /// owner, gone, failing or unconfigured.
    let disabledAs: String?
    let configured: Bool
    let failingSince: TimeWire?
    let createdAt: TimeWire
    let changedAt: TimeWire
    let secret: String?
    let publicKey: String?

    enum CodingKeys: String, CodingKey {
        case id, url, description, format, metadata, disabled, configured, secret
        case organizationID = "organization_id"
        case keyDerivation = "key_derivation"
        case filterTypes = "filter_types"
        case headerNames = "header_names"
        case maskKeys = "mask_keys"
        case disabledAs = "disabled_as"
        case failingSince = "failing_since"
        case createdAt = "created_at"
        case changedAt = "changed_at"
        case publicKey = "public_key"
    }

    /// - Parameters:
    ///   - secret: the text of a secret that was just made.
    ///   - publicKey: what signatures of a pair are verified with.
    init(_ endpoint: WebhookEndpoint, secret: String? = nil, publicKey: String? = nil) {
        let terms = endpoint.terms
        id = "\(endpoint.id)"
        organizationID = "\(endpoint.organization)"
        url = terms.url
        description = terms.description
        format = terms.format.rawValue
        keyDerivation = terms.keyDerivation.rawValue
        filterTypes = terms.filterTypes
        headerNames = terms.headers.map(\.name)
        metadata = WebhookMetadata.values(in: terms.metadata)
        maskKeys = terms.isMaskingKeys
        disabled = endpoint.pause != nil
        disabledAs = endpoint.pause?.rawValue
        configured = endpoint.isConfigured
        failingSince = endpoint.failingSince.map { TimeWire($0) }
        createdAt = TimeWire(endpoint.createdAt)
        changedAt = TimeWire(endpoint.changedAt)
        self.secret = secret
        self.publicKey = publicKey
    }

    static let schema = Schema("WebhookEndpoint", .shape(shown, required: always))

    /// With the secrets that are shown once; answers with it are not kept.
    static let madeSchema = Schema(
        "MadeWebhookEndpoint",
        .shape(
            shown.merging(["secret": .secret, "public_key": .text]) { own, _ in own },
            required: always))

    private static let shown: [String: JSON] = [
        "id": .uuid, "organization_id": .uuid, "url": .text, "description": .text,
        "format": .oneOf(WebhookFormat.allCases.map(\.rawValue)),
        "key_derivation": .oneOf(KeyDerivation.allCases.map(\.rawValue)),
        "filter_types": .array(of: .text), "header_names": .array(of: .text),
        "metadata": .texts, "mask_keys": .flag, "disabled": .flag,
        "disabled_as": .optional(.oneOf(["owner", "gone", "failing", "unconfigured"])),
        "configured": .flag, "failing_since": .optional(.time), "created_at": .time,
        "changed_at": .time,
    ]

    private static let always = [
        "id", "organization_id", "url", "description", "format", "key_derivation",
        "filter_types", "header_names", "metadata", "mask_keys", "disabled", "configured",
        "created_at", "changed_at",
    ]
}

extension WebhookEndpointWire {
    static func newSchema(_ rules: WebhookRules) -> Schema {
        Schema(
            "NewWebhookEndpoint",
            .shape(
                members(rules).merging(["secret": .text, "asymmetric": .flag]) { own, _ in own },
                required: ["url"]))
    }

    static func changeSchema(_ rules: WebhookRules) -> Schema {
        Schema("WebhookEndpointChange", .shape(members(rules)))
    }

    private static func members(_ rules: WebhookRules) -> [String: JSON] {
        [
            "url": .text, "description": .text,
            "format": .oneOf(WebhookFormat.allCases.map(\.rawValue)),
            "key_derivation": .oneOf(KeyDerivation.allCases.map(\.rawValue)),
            "filter_types": .array(of: .oneOf(rules.eventNames)), "headers": .texts,
            "metadata": .texts, "mask_keys": .flag, "disabled": .flag,
        ]
    }
}

/// A secret that replaces another.
struct WebhookRotationWire: Decodable, Sendable {
    let overlapSeconds: Int64?
    let scheme: String?
    let secret: String?

    enum CodingKeys: String, CodingKey {
        case scheme, secret
        case overlapSeconds = "overlap_seconds"
    }

    static let schema = Schema(
        "WebhookRotation",
        .shape([
            "overlap_seconds": ["type": "integer", "minimum": 0, "maximum": 604_800],
            "scheme": .oneOf(WebhookScheme.allCases.map(\.rawValue)), "secret": .text,
        ]))

    func checkedScheme() throws(Problem) -> WebhookScheme {
        guard let known = WebhookScheme(rawValue: scheme ?? "v1") else {
            throw .invalid("scheme", "must be v1 or v1a")
        }
        return known
    }

    /// For how long the former secret signs too.
    func checkedOverlap() throws(Problem) -> Duration {
        let overlap = overlapSeconds ?? 86_400
        guard (0...604_800).contains(overlap) else {
            throw .invalid("overlap_seconds", "must be from 0 to 604,800")
        }
        return .seconds(overlap)
    }
}
