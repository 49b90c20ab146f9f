public import LicenseVerifier
import SQLDatabase

/// A bearer token as its holder showed it: with the secret that it had then.
///
/// What is made with a token (another token, a session, a link) ends with it: once the token gets
/// another secret, is revoked, or expires.
public struct ShownToken: Hashable, Sendable {
    /// Names the token.
    public let id: APITokenID
    /// SHA-256 of the secret that was shown.
    public let secretDigest: [UInt8]

    /// A token whose secret was just shown.
    public init(_ token: APITokenRecord) {
        id = token.id
        secretDigest = token.secretDigest
    }
}

extension ShownToken {
    /// The token that a row was made with; nil for none.
    init?(_ row: SQLRow) throws(SQLError) {
        let id: APITokenID? = try row["token_id"]
        let digest: [UInt8]? = try row["token_digest"]
        guard let id, let digest else { return nil }
        self.id = id
        secretDigest = digest
    }

    /// Id and digest, as columns hold them.
    static func values(_ shown: ShownToken?) -> [SQLValue] {
        guard let shown else { return [.null, .null] }
        return [.id(shown.id), .blob(shown.secretDigest)]
    }
}
