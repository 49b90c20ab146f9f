public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// A device's request to activate or to deactivate.
    public static let activationRequest = MessageType.mediaType(
        "application/vnd.latchkey.request+cwt")
}

/// How a request says which license it is about (Device-Messages §4).
public enum LicenseReference: Equatable, Sendable {
    /// The license itself; its signature is the service's to check.
    case key(LicenseKey)
    /// Its id and a proof that the device holds it, for services that know the license.
    case proof(LicenseProof)
    /// A third-party key.
    case legacy(LegacyKey)
}

/// What a device asks for.
public enum RequestKind: Equatable, Sendable {
    /// A seat; a device that has one already gets the same again.
    case activate
    /// To give its seat back, with all that it has used, after which it uses no more.
    case deactivate(used: UsageTotal)
}

/// What a device asks its service for (Device-Messages §4).
///
/// A value like any other: to hold one proves nothing.
public struct ActivationRequest: Equatable, Sendable {
    /// What is asked for.
    public var kind: RequestKind
    /// For which license.
    public var license: LicenseReference
    /// By which device; the same key signs the request.
    public var device: VerificationKey
    /// Names this request.
    public var id: RequestID
    /// When it was made, by the device's clock.
    public var issuedAt: Timestamp
    /// The machine; nil where nothing can be read of it.
    public var fingerprint: Fingerprint?
    /// The device's name for people.
    public var label: DeviceLabel?
    /// What the program presents; at most 32, ascending by name.
    public var conditions: [Condition]
    /// What else the service keeps with the activation; at most 32, ascending by name.
    public var notes: [Condition]
    /// How new the trust bundle and the status lists are that the device holds; nothing where it
    /// holds none or does not say.
    public var held: HeldVersions

    /// A request with nothing but what is required.
    public init(
        _ kind: RequestKind, license: LicenseReference, device: VerificationKey, id: RequestID,
        issuedAt: Timestamp
    ) {
        self.kind = kind
        self.license = license
        self.device = device
        self.id = id
        self.issuedAt = issuedAt
        conditions = []
        notes = []
        held = HeldVersions()
    }

    /// Signs the request with the device's own key, which proves that the device holds it.
    ///
    /// Throws `otherSigner` for any other key.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        guard key.verificationKey == device else { throw .otherSigner }
        return try sign(payload(), as: Self.form, by: key)
    }

    /// Checks that a request is signed by the very key that it names (Device-Messages,
    /// verification).
    ///
    /// Whether the license is good, and a seat free, is decided by the service. Costs one Ed25519
    /// verification.
    public static func verify(
        _ message: SignedMessage
    ) throws(SyncError) -> VerifiedActivationRequest {
        try form.check(message)
        // The key is in the payload, so one claim of it is read before the signature is
        // checked; the others are read afterwards, from what was signed.
        let device = try form.claims(in: message.unverifiedPayload).deviceKey()
        let claims = try form.claims(of: message, by: device)
        return VerifiedActivationRequest(
            request: try ActivationRequest(claims, device: device), message: message)
    }
}

/// A request that the device key in it has signed.
///
/// Only `ActivationRequest.verify` makes one.
public struct VerifiedActivationRequest: Equatable, Sendable {
    /// What is asked for.
    public let request: ActivationRequest
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(request: ActivationRequest, message: SignedMessage) {
        self.request = request
        self.message = message
    }

    /// Names this message in its answer.
    public var digest: MessageDigest { MessageDigest(of: message.bytes) }
}
