public import LicenseVerifier
import SQLDatabase

/// How a message is signed, by the label of the signature.
public enum WebhookScheme: String, Sendable, CaseIterable {
    /// HMAC with SHA-256.
    case symmetric = "v1"
    /// Ed25519.
    case asymmetric = "v1a"
}

/// A secret that an endpoint's messages are signed with.
public struct WebhookSecretRecord: Equatable, Sendable {
    /// What it signs with.
    public let scheme: WebhookScheme
    /// Its text: `whsec_…`, or `whsk_…` for a pair.
    public let text: String
    /// From when on it signs no more; nil for the newest.
    public let endsAt: Timestamp?

    init(_ row: SQLRow) throws(SQLError) {
        scheme = try row.parsed(text: "scheme") { WebhookScheme(rawValue: $0) }
        text = try row.text("secret")
        endsAt = try row.optionalInteger("ends_at") == nil ? nil : row.timestamp("ends_at")
    }

    /// A secret that signs from now on.
    public init(_ scheme: WebhookScheme, _ text: String, endsAt: Timestamp? = nil) {
        self.scheme = scheme
        self.text = text
        self.endsAt = endsAt
    }
}
