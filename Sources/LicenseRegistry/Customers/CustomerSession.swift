public import LicenseVerifier
package import SQLDatabase

/// Names a session of a customer.
public typealias CustomerSessionID = Identifier<CustomerSessionKind>

/// The kind of thing that a `CustomerSessionID` names.
public enum CustomerSessionKind {}

/// That the holder of a secret sees the licenses of one customer for a while.
///
/// Of the secret only the digest is kept.
public struct CustomerSession: Equatable, Sendable {
    /// Names the session; a part of its token.
    public let id: CustomerSessionID
    /// Whose customer.
    public let organization: OrganizationID
    /// Whose licenses.
    public let customer: CustomerID
    /// SHA-256 of the secret.
    public let secretDigest: [UInt8]
    /// Where the customer goes afterwards; nil for nowhere.
    public let returnURL: String?
    /// The token that opened it, with which it ends.
    public let maker: ShownToken?
    /// Since when.
    public let createdAt: Timestamp
    /// From when on it is no longer valid.
    public let expiresAt: Timestamp

    /// A session that is to be opened.
    public init(
        id: CustomerSessionID, of customer: CustomerRecord, secretDigest: [UInt8],
        returnURL: String?, by maker: ShownToken?, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        organization = customer.organization
        self.customer = customer.id
        self.secretDigest = secretDigest
        self.returnURL = returnURL
        self.maker = maker
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Whether it opens anything at a moment.
    public func isGood(at now: Timestamp) -> Bool { now < expiresAt }
}

extension CustomerSession: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        organization = try row["organization_id"]
        customer = try row["customer_id"]
        secretDigest = try row["secret_digest"]
        returnURL = try row["return_url"]
        maker = try ShownToken(row)
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }
}
