public import COSE

/// Why a private key could not be made, loaded or used.
public enum SigningKeyError: Error, Equatable, Sendable {
    /// libcrypto failed where it should not: out of memory, or out of randomness.
    case libcrypto
    /// A seed has 32 bytes.
    case seedLength(Int)
    /// A private key of another kind than Ed25519.
    case notEd25519
    /// The public half is not one that a verifier would accept.
    case publicHalf(VerificationKeyError)
    /// A signature did not verify right after it was made.
    case faultySignature
}

extension SigningKeyError: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .libcrypto: "the cryptographic library failed"
        case .seedLength(let count): "an Ed25519 seed has 32 bytes, this one has \(count)"
        case .notEd25519: "the private key is not an Ed25519 key"
        case .publicHalf(let error): "the key's public half is refused: \(error)"
        case .faultySignature:
            "a fresh signature does not verify: the key's halves do not fit, or hardware is faulty"
        }
    }
}
