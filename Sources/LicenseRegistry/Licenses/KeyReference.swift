import COSE
public import LicenseVerifier

/// The license key that a caller shows, as the registry finds its license by it.
public enum KeyReference: Hashable, Sendable {
    /// A signed license key whose signature was found good: its license, and which token it is.
    case token(LicenseID, digest: [UInt8])
    /// A text that is no signed key, by the SHA-256 digest of its characters.
    case text(digest: [UInt8])

    /// A signed license key.
    public init(_ license: VerifiedLicense) {
        self = .token(license.claims.license, digest: license.digest)
    }

    /// What a text may mean to the vendor, who need not prove to have a key; the likeliest first.
    ///
    /// Whether a signature is good does not matter here: a key that is known by its digest is the one
    /// that was signed.
    static func all(ofUnverified text: String) -> [KeyReference] {
        var keys = ([text] + KeyForm.readings(of: text)).map { KeyReference(text: $0) }
        if let key = try? LicenseKey(parsing: ReceivedText.trimmed(text)),
            let claims = try? UnverifiedClaims(of: key).asserted
        {
            let digest = SHA256.digest(of: key.message.bytes).prefix(tokenDigestBytes)
            keys.append(.token(claims.license, digest: Array(digest)))
        }
        return keys
    }

    /// How long the digest of a signed key is; that of a text is longer.
    static let tokenDigestBytes = 16

    /// The digest alone.
    var digest: [UInt8] {
        switch self {
        case .token(_, let digest), .text(let digest): digest
        }
    }

    /// Any other text; exact in every character.
    public init(text: String) {
        self = .text(digest: SHA256.digest(of: Array(text.utf8)))
    }
}
