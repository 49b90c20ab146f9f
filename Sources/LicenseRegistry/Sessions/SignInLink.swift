public import LicenseVerifier
package import SQLDatabase

/// Names a link that signs somebody in.
public typealias SignInLinkID = Identifier<SignInLinkKind>

/// The kind of thing that a `SignInLinkID` names.
public enum SignInLinkKind {}

/// A link that signs somebody in to the pages, once and for a short time.
///
/// Of its secret only the digest is kept.
public struct SignInLink: Equatable, Sendable {
    /// Names the link; a part of its text.
    public let id: SignInLinkID
    /// SHA-256 of the secret.
    public let secretDigest: [UInt8]
    /// Who is signed in.
    public let holder: PageHolder
    /// The token of who made it; nil for one that was made beside the registry or sent by e-mail.
    public let maker: ShownToken?
    /// Since when.
    public let createdAt: Timestamp
    /// From when on it signs nobody in.
    public let expiresAt: Timestamp
    /// When it was used; nil while it was not.
    public let usedAt: Timestamp?

    /// A link that is to be given out.
    public init(
        id: SignInLinkID, secretDigest: [UInt8], holder: PageHolder, by maker: ShownToken?,
        createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.secretDigest = secretDigest
        self.holder = holder
        self.maker = maker
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        usedAt = nil
    }

    /// Whether it signs somebody in at a moment.
    public func isGood(at now: Timestamp) -> Bool { usedAt == nil && now < expiresAt }
}

extension SignInLink: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        secretDigest = try row["secret_digest"]
        holder = try PageHolder(row)
        maker = try ShownToken(row)
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        usedAt = try row["used_at"]
    }
}
