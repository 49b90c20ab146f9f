import CBOR
import COSE
import COSESigning
public import LicenseRegistry
public import LicenseVerifier

/// The text of a bearer token: `lk_`, the token's id in hexadecimal digits, `_`, and 32 random
/// bytes.
///
/// The registry keeps only SHA-256 of the bytes, which is enough for a secret that nobody chose: it
/// can be neither guessed nor looked up.
public struct BearerToken: Sendable {
    static let secretBytes = 32

    /// Names the token.
    public let id: APITokenID
    private let secret: [UInt8]

    /// Draws a new one.
    public static func random() -> BearerToken { random(for: .random()) }

    /// A new secret for an existing token.
    public static func random(for id: APITokenID) -> BearerToken {
        BearerToken(id: id, secret: SystemRandom.bytes(secretBytes))
    }

    private init(id: APITokenID, secret: [UInt8]) {
        self.id = id
        self.secret = secret
    }

    /// Reads the text; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "lk", parts[1].utf8.count == 32,
            parts[2].utf8.count == 43, let bytes = Hexadecimal.decode(parts[1]),
            let id = APITokenID(bytes),
            // Every text that is not a token is refused alike.
            let secret = try? Base64.decodeURL(Substring(parts[2]).utf8)
        else { return nil }
        self.init(id: id, secret: secret)
    }

    /// The text, to be shown once.
    public var text: String { "lk_\(Hexadecimal.encode(id.bytes))_\(Base64.encodeURL(secret))" }

    /// What is kept of the secret.
    public var digest: [UInt8] { SHA256.digest(of: secret) }

    /// Whether the digest is this secret's; takes the same time wherever a wrong one differs.
    func matches(_ digest: [UInt8]) -> Bool {
        ConstantTime.areEqual(self.digest, digest)
    }
}

extension BearerToken {
    /// Makes a bearer token, whose text nobody can see again.
    ///
    /// - Parameter maker: the token that it is made with, and ends with; nil for none.
    public static func make(
        _ name: String, scopes: Set<TokenScope>, organization: OrganizationID?,
        expiresAt: Timestamp?, by maker: ShownToken? = nil, _ tokens: Tokens, _ now: Timestamp
    ) throws(RegistryError) -> BearerToken {
        let token = BearerToken.random()
        try tokens.add(
            APITokenRecord(
                id: token.id, organization: organization, name: name, scopes: scopes,
                secretDigest: token.digest, createdAt: now, expiresAt: expiresAt),
            by: maker, now: now)
        return token
    }
}
