public import LicenseVerifier
package import SQLDatabase

/// Names a session.
public typealias PageSessionID = Identifier<PageSessionKind>

/// The kind of thing that a `PageSessionID` names.
public enum PageSessionKind {}

/// That a browser with a secret is signed in to the pages.
///
/// Of the secret only the digest is kept: who reads the registry can sign in as nobody.
public struct PageSession: Equatable, Sendable {
    /// Names the session; a part of the browser's cookie.
    public let id: PageSessionID
    /// SHA-256 of the secret.
    public let secretDigest: [UInt8]
    /// Who is signed in.
    public let holder: PageHolder
    /// Whom a proxy has signed in; nil for who signed in here.
    public let person: String?
    /// What they showed; nil for a link that was made beside the registry or sent by e-mail.
    public let maker: SessionMaker?
    /// Since when.
    public let createdAt: Timestamp
    /// From when on it is no longer valid, however much it is used.
    public let expiresAt: Timestamp
    /// When it was used last, to about a minute.
    public let seenAt: Timestamp

    /// A session that is to be opened.
    public init(
        id: PageSessionID, secretDigest: [UInt8], holder: PageHolder, person: String? = nil,
        by maker: SessionMaker?, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.secretDigest = secretDigest
        self.holder = holder
        self.person = person
        self.maker = maker
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        seenAt = createdAt
    }

    /// The token that they showed, or whose holder let them in; nil for none.
    public var token: ShownToken? { if case .token(let shown) = maker { shown } else { nil } }

    /// How the audit log names who is signed in.
    public var actor: String { person.map { "proxy:\($0)" } ?? holder.name }
}

extension PageSession: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        id = try row["id"]
        secretDigest = try row["secret_digest"]
        holder = try PageHolder(row)
        person = try row["person"]
        maker = try SessionMaker(row, of: holder)
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        seenAt = try row["seen_at"] ?? createdAt
    }
}
