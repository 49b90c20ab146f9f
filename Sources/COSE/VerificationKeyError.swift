/// Why something is not a public key that can be trusted.
public enum VerificationKeyError: Error, Equatable, Sendable {
    /// None of the known forms.
    case unrecognized
    /// A private key where a public key belongs.
    case privateKey
    /// A key of another kind than Ed25519.
    case notEd25519
    /// Another number of bytes than 32.
    case length(Int)
    /// The bytes are not the one encoding of a point.
    case notCanonical
    /// A point of small order, under which anyone can sign.
    case smallOrder
    /// The system's libcrypto has no Ed25519, so no key can be used.
    case noEd25519
}

extension VerificationKeyError: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .unrecognized:
            "not a public key: expected PEM, 64 hexadecimal digits or 43 characters of base64url"
        case .privateKey: "this is a private key; the public key is needed here"
        case .notEd25519: "the key is not an Ed25519 key"
        case .length(let count): "an Ed25519 public key has 32 bytes, this one has \(count)"
        case .notCanonical: "the bytes are not the standard encoding of a point on the curve"
        case .smallOrder: "the key is one under which anyone can sign"
        case .noEd25519: "this system's libcrypto has no Ed25519"
        }
    }
}
