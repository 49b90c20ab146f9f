import LicenseVerifier
import SQLDatabase

/// What somebody showed to be signed in to the pages; their session ends with it.
public enum SessionMaker: Hashable, Sendable {
    /// A bearer token: their own, or that of a program or operator who let them in.
    case token(ShownToken)
    /// The key of a license.
    case key(KeyReference)
}

extension SessionMaker {
    /// What a row was made with; nil for nothing that could end.
    init?(_ row: SQLRow, of holder: PageHolder) throws(SQLError) {
        let digest: [UInt8]? = try row["key_digest"]
        if let shown = try ShownToken(row) {
            self = .token(shown)
        } else if let digest, case .license(let license, _) = holder {
            self = .key(
                digest.count == KeyReference.tokenDigestBytes
                    ? .token(license, digest: digest) : .text(digest: digest))
        } else {
            return nil
        }
    }

    /// The digest of a key, a token's id and its digest, as columns hold them.
    static func values(_ maker: SessionMaker?) -> [SQLValue] {
        switch maker {
        case nil: [.null] + ShownToken.values(nil)
        case .token(let shown): [.null] + ShownToken.values(shown)
        case .key(let key): [.blob(key.digest)] + ShownToken.values(nil)
        }
    }
}
