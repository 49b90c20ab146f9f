public import COSE
public import LicenseVerifier

/// Why a device message is not to be taken.
public enum SyncError: Error, Equatable, Sendable {
    /// A signed object of another kind.
    case type(MessageType)
    /// Not a signed message of the profile, or not the key's signature.
    case message(COSEError)
    /// No key that is trusted for activations has this key id.
    case unknownKey(KeyID)
    /// The signed content is not what the type says.
    case content
    /// The message cannot be made: a text is too long, or a number out of its range.
    case outOfRange
}

extension SyncError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .type: "message.type"
        case .message(.badSignature): "message.signature"
        case .message: "message.form"
        case .unknownKey: "message.unknown-key"
        case .content: "message.content"
        case .outOfRange: "message.out-of-range"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .type: "this is a signed object of another kind"
        case .message(.badSignature): "the signature does not fit: the message was changed"
        case .message(let error): "the message is damaged: \(error)"
        case .unknownKey(let keyID):
            "the message was signed by \(keyID), which is not trusted for activations"
        case .content: "the signed content is not what such a message says"
        case .outOfRange: "a text of the message is too long, or a number is out of its range"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .type: "take the file or code that was made for this step"
        case .message, .content: "copy or scan it again"
        case .unknownKey: "update this program or its trust bundle; they may know the key"
        case .outOfRange: "shorten the label"
        }
    }
}
