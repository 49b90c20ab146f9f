import CBOR
import COSE
import JSON
import LicenseVerifier
import SQLDatabase

/// Which bearer tokens and issuing keys were good when a registry was marked.
///
/// A registry that comes back from a backup would believe a token that was revoked since, or a secret
/// that was rotated away. Who reads the mark learns no secret.
struct MarkedCredentials: Equatable, Sendable {
    /// How many bytes of a digest tell a secret from all others of its token.
    private static let secretBytes = 8

    struct Token: Equatable {
        let id: APITokenID
        /// The begin of the digest of its secret; nil where it was revoked.
        let secret: [UInt8]?
    }

    let tokens: [Token]
    /// The issuing keys that sign no more.
    let retiredKeys: [KeyID]

    /// Those of the registry as it is.
    init(_ reading: any Reading) throws(RegistryError) {
        tokens = try TokenQueries(reading).all().map { token in
            Token(id: token.id, secret: token.revokedAt == nil ? Self.begin(of: token) : nil)
        }
        retiredKeys = try OrganizationQueries(reading).signingKeys()
            .filter { $0.retiredAt != nil }.map(\.publicKey.keyID)
    }

    /// Whether a token was good with the secret that it has; nil for one that was not there.
    func wasGood(_ token: APITokenRecord) -> Bool? {
        tokens.first { $0.id == token.id }.map { $0.secret == Self.begin(of: token) }
    }

    private static func begin(of token: APITokenRecord) -> [UInt8] {
        Array(token.secretDigest.prefix(secretBytes))
    }
}

extension MarkedCredentials {
    var json: JSON {
        .object(
            JSONObject([
                JSONObject.Member(
                    "tokens",
                    .array(
                        tokens.map { token in
                            .object(
                                JSONObject([
                                    JSONObject.Member("id", .string("\(token.id)")),
                                    JSONObject.Member(
                                        "secret",
                                        .string(token.secret.map { Hexadecimal.encode($0) } ?? "")),
                                ]))
                        })),
                JSONObject.Member(
                    "retired",
                    .array(retiredKeys.map { .string(Hexadecimal.encode($0.bytes)) })),
            ]))
    }

    /// Reads what a mark holds; nil for anything else.
    init?(_ json: JSON) {
        guard let object = json.object, let tokens = object["tokens"]?.array,
            let retired = object["retired"]?.array
        else { return nil }
        self.tokens = tokens.compactMap { json in
            guard let object = json.object,
                let id = object["id"]?.string.flatMap({ APITokenID($0) }),
                let secret = object["secret"]?.string.flatMap({ Hexadecimal.decode($0) })
            else { return nil }
            return Token(id: id, secret: secret.isEmpty ? nil : secret)
        }
        retiredKeys = retired.compactMap { json in json.string.flatMap { KeyID(hexadecimal: $0) } }
        guard self.tokens.count == tokens.count, retiredKeys.count == retired.count else {
            return nil
        }
    }
}
