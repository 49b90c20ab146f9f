import COSE
import COSESigning
public import LicenseVerifier

extension SyncError: Explained {
    /// A stable name for programs.
    public var code: String {
        switch self {
        case .tooLong: "sync.too-long"
        case .message(.badSignature): "sync.signature"
        case .message(.otherKey), .unknownKey: "sync.unknown-key"
        case .message: "sync.form"
        case .type: "sync.type"
        case .deviceKey: "sync.device-key"
        case .payload: "sync.payload"
        case .claims(.unknown), .claims(.textLabel): "sync.newer-format"
        case .claims: "sync.claims"
        case .license: "sync.license"
        case .outsideWindow: "sync.window"
        case .otherOrganization: "sync.other-organization"
        case .roots: "sync.roots"
        case .otherRequest: "sync.other-request"
        case .otherActivation: "sync.other-activation"
        case .otherDevice: "sync.other-device"
        case .otherLicense: "sync.other-license"
        case .resetExpired: "sync.reset-expired"
        case .resetUsed: "sync.reset-used"
        case .otherSigner: "sync.other-signer"
        case .signing: "sync.signing"
        }
    }

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .tooLong(let count, let limit):
            "the message has \(count) bytes; a device message has at most \(limit)"
        case .message(.badSignature):
            "the signature does not fit: the message was changed, or it is not genuine"
        case .message(.otherKey(let keyID)), .unknownKey(let keyID):
            "the message was signed by \(keyID), which is not trusted for it"
        case .message(let error): "the message is damaged: \(error)"
        case .type: "this is a signed object of another kind than was expected here"
        case .deviceKey(let error): "the device's public key is refused: \(error)"
        case .payload(let error): "the content of the message is malformed: \(error)"
        case .claims(let fault): "the message is not acceptable: \(fault)"
        case .license(let error): "the license in the message is refused: \(error)"
        case .outsideWindow: "the message was signed when its key was not in use"
        case .otherOrganization: "the message belongs to another organization than its key"
        case .roots(let error): "the clock reset is refused: \(error)"
        case .otherRequest: "this answers a message that this device is not waiting for"
        case .otherActivation: "this is about another activation"
        case .otherDevice: "this was made for another device"
        case .otherLicense: "this was made for another license"
        case .resetExpired(let moment): "the clock reset could be used until \(moment)"
        case .resetUsed(let number): "clock reset number \(number) or a later one was used before"
        case .otherSigner: "the private key is not the one that the message names"
        case .signing(let error): "the message could not be signed: \(error)"
        }
    }

    /// What the person can do about it.
    public var nextStep: String {
        switch self {
        case .tooLong, .type: "choose the file or code that was made for this step"
        case .message(.otherKey), .unknownKey, .outsideWindow:
            "fetch the newest trust bundle, or update this program; they may know the key"
        case .message, .payload: "carry or scan the message again, whole"
        case .claims(.unknown), .claims(.textLabel):
            "update this program: the message was made for a newer version"
        case .claims, .deviceKey, .roots:
            "have the message made again, and say what is written here"
        case .license(let error): error.nextStep
        case .otherOrganization: "take the answer from the vendor of this product"
        case .otherRequest:
            "use the answer to this device's newest message, or make a new request"
        case .otherActivation, .otherDevice, .otherLicense:
            "take it to the device that asked for it; this one needs a request of its own"
        case .resetExpired, .resetUsed: "set the clock right, and ask the vendor for a new reset"
        case .otherSigner: "sign with the key of this device"
        case .signing(let error): error.nextStep
        }
    }
}

extension SyncClaimFault: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .missing(let claim): "the claim \"\(claim.rawValue)\" is missing"
        case .outOfRange(let claim): "the claim \"\(claim.rawValue)\" is not in its range"
        case .unknown(let label): "the claim \(label) is not known to this version"
        case .textLabel: "a claim's label is a text"
        }
    }
}
