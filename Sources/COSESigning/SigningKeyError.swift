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
    /// The key stays inside its device and cannot be written to a file.
    case notExportable
}

extension SigningKeyError: CustomStringConvertible {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .libcrypto: "signing-key.libcrypto"
        case .seedLength: "signing-key.seed"
        case .notEd25519: "signing-key.kind"
        case .publicHalf: "signing-key.public-half"
        case .faultySignature: "signing-key.faulty-signature"
        case .notExportable: "signing-key.not-exportable"
        }
    }

    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .libcrypto: "the cryptographic library failed"
        case .seedLength(let count): "an Ed25519 seed has 32 bytes, this one has \(count)"
        case .notEd25519: "the private key is not an Ed25519 key"
        case .publicHalf(let error): "the key's public half is refused: \(error)"
        case .faultySignature:
            "a fresh signature does not verify: the key's halves do not match, or the hardware is faulty"
        case .notExportable: "the private key cannot leave its device"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .libcrypto: "check memory and entropy of this machine, and try again"
        case .seedLength: "give the seed as exactly 32 bytes"
        case .notEd25519: "use an Ed25519 key; make one with `latchkey keys new`"
        case .publicHalf: "do not use this key; make a new one"
        case .faultySignature:
            "nothing was signed; restore the key from a backup, or sign on other hardware"
        case .notExportable: "use the key where it is, by its URI"
        }
    }
}
