public import CBOR

/// Why bytes are not a signed message of the profile, or are not signed by the given key.
public enum COSEError: Error, Equatable, Sendable {
    /// The bytes do not begin with tag 18 and an array of four (`d2 84`).
    case notSigned1
    /// The envelope is not deterministic CBOR, or ends early.
    case envelope(CBORError)
    /// An element of the envelope has another type than RFC 9052 §4.2 gives it.
    case elementType(offset: Int)
    /// The unprotected header, which nobody signs, is not empty.
    case unprotectedNotEmpty
    /// The signature is not 64 bytes long.
    case signatureLength(Int)
    /// The payload is longer than the limit for the kind of message.
    case payloadTooLong(count: Int, limit: Int)
    /// The protected header is not deterministic CBOR.
    case header(CBORError)
    /// The protected header lacks a label, has one that the profile does not know, or one of
    /// another type.
    case headerLabels
    /// The algorithm is neither Ed25519 (-19) nor EdDSA (-8).
    case algorithm(Int64)
    /// The header names another key.
    case otherKey(KeyID)
    /// The signature is not the key's signature over these bytes.
    case badSignature
    /// The system's libcrypto could not be asked, which says nothing of the signature.
    case noEd25519
}

extension COSEError: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .notSigned1: "the bytes do not begin like a signed message"
        case .envelope(let error): "in the envelope, \(error)"
        case .elementType(let offset):
            "in the envelope, the element at byte \(offset) has the wrong type"
        case .unprotectedNotEmpty: "the unprotected header is not empty"
        case .signatureLength(let count): "the signature has \(count) bytes instead of 64"
        case .payloadTooLong(let count, let limit):
            "the payload has \(count) bytes, more than the \(limit) allowed"
        case .header(let error): "in the protected header, \(error)"
        case .headerLabels:
            "the protected header does not hold exactly algorithm, key id and type"
        case .algorithm(let value): "the algorithm \(value) is not Ed25519"
        case .otherKey(let keyID): "the message names the key \(keyID)"
        case .badSignature: "the signature is not valid for this content and key"
        case .noEd25519: MissingEd25519.description
        }
    }
}
