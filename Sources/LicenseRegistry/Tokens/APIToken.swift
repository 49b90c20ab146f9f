public import LicenseVerifier
package import SQLDatabase

/// Names a bearer token of the management interface.
public typealias APITokenID = Identifier<APITokenKind>

/// The kind of thing that an `APITokenID` names.
public enum APITokenKind {}

/// What a bearer token may be used for.
public enum TokenScope: String, Sendable, CaseIterable, Comparable {
    case organizationsRead = "organizations:read"
    case organizationsWrite = "organizations:write"
    case benefitsRead = "benefits:read"
    case benefitsWrite = "benefits:write"
    case customersRead = "customers:read"
    case customersWrite = "customers:write"
    case licensesRead = "licenses:read"
    case licensesWrite = "licenses:write"
    case activationsRead = "activations:read"
    case activationsWrite = "activations:write"
    case auditRead = "audit:read"
    case metricsRead = "metrics:read"
    case tokensWrite = "tokens:write"
    case webhooksRead = "webhooks:read"
    case webhooksWrite = "webhooks:write"

    /// The order of the words.
    public static func < (left: TokenScope, right: TokenScope) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A bearer token as the registry keeps it: of its secret only the digest.
public struct APITokenRecord: Equatable, Sendable {
    /// Names the token; the first part of its text.
    public let id: APITokenID
    /// The organization it is limited to; nil for all.
    public let organization: OrganizationID?
    /// What it is called in the audit log.
    public let name: String
    /// What it may be used for.
    public let scopes: Set<TokenScope>
    /// SHA-256 of the secret.
    public let secretDigest: [UInt8]
    /// When it was made.
    public let createdAt: Timestamp
    /// From when on it is no longer valid; nil for never.
    public let expiresAt: Timestamp?
    /// Since when it is taken back; nil while it is not.
    public let revokedAt: Timestamp?

    /// A token that is good until it expires.
    public init(
        id: APITokenID, organization: OrganizationID?, name: String, scopes: Set<TokenScope>,
        secretDigest: [UInt8], createdAt: Timestamp, expiresAt: Timestamp?
    ) {
        self.id = id
        self.organization = organization
        self.name = name
        self.scopes = scopes
        self.secretDigest = secretDigest
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        revokedAt = nil
    }

    /// Whether it opens anything at a moment.
    public func isGood(at now: Timestamp) -> Bool {
        revokedAt == nil && expiresAt.map { now < $0 } ?? true
    }
}

extension APITokenRecord: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        organization = try row["organization_id"]
        name = try row["name"]
        scopes = try row.parsed(text: "scopes") { text in
            let words = text.split(separator: " ")
            let scopes = words.compactMap { TokenScope(rawValue: String($0)) }
            return scopes.count == words.count ? Set(scopes) : nil
        }
        secretDigest = try row["secret_digest"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        revokedAt = try row["revoked_at"]
    }
}
