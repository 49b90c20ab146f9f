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
        case .message(.noEd25519): MissingEd25519.code
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
            "the signature is invalid: the message was altered or is not genuine"
        case .message(.otherKey(let keyID)), .unknownKey(let keyID):
            "the message was signed by \(keyID), which is not trusted for it"
        case .message(.noEd25519): MissingEd25519.description
        case .message(let error): "the message is damaged: \(error)"
        case .type: "this is not the kind of signed object that is expected here"
        case .deviceKey(let error): "the device's public key is refused: \(error)"
        case .payload(let error): "the content of the message is malformed: \(error)"
        case .claims(let fault): "the message is invalid: \(fault)"
        case .license(let error): "the license in the message is refused: \(error)"
        case .outsideWindow: "the message was signed when its key was not in use"
        case .otherOrganization: "the message belongs to another organization than its key"
        case .roots(let error): "the clock reset is refused: \(error)"
        case .otherRequest: "this device is not waiting for this answer"
        case .otherActivation: "this is for another activation"
        case .otherDevice: "this was made for another device"
        case .otherLicense: "this was made for another license"
        case .resetExpired(let moment): "the clock reset expired on \(moment)"
        case .resetUsed(let number): "clock reset number \(number) or a later one was already used"
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
        case .message, .payload: "transfer or scan the whole message again"
        case .claims(.unknown), .claims(.textLabel):
            "update this program: the message was made for a newer version"
        case .claims, .deviceKey, .roots:
            "have the message made again, and quote this error"
        case .license(let error): error.nextStep
        case .otherOrganization: "use the answer from this product's vendor"
        case .otherRequest:
            "use the answer to this device's newest message, or make a new request"
        case .otherActivation, .otherDevice, .otherLicense:
            "use it on the device that asked for it; this one needs its own request"
        case .resetExpired, .resetUsed: "correct the clock, and ask the vendor for a new reset"
        case .otherSigner: "sign with this device's key"
        case .signing(let error): error.nextStep
        }
    }
}

extension SyncClaimFault: CustomStringConvertible {
    /// One sentence without a full stop, fit to follow a colon.
    public var description: String {
        switch self {
        case .missing(let claim): "the claim \"\(claim.rawValue)\" is missing"
        case .outOfRange(let claim): "the claim \"\(claim.rawValue)\" is out of range"
        case .unknown(let label): "this version does not know the claim \(label)"
        case .textLabel: "a claim has a text as its label"
        }
    }
}
