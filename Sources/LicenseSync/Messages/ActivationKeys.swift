public import COSE
public import LicenseVerifier

/// The service keys whose certificates, receipts and clock resets a device accepts.
///
/// A type of its own: a key that issues licenses hands out no seats until it is named here too.
public struct ActivationKeys: Sendable {
    private let keys: KeySet

    /// Pins one key.
    public init(pinning key: VerificationKey) {
        keys = KeySet(pinning: key)
    }

    /// Pins keys; nil when two of them have one key id.
    public init?(pinning keys: [VerificationKey]) {
        guard let keys = KeySet(pinning: keys) else { return nil }
        self.keys = keys
    }

    /// Takes the activating keys of a trust bundle, each within its window; compromised ones are
    /// left out.
    public init(_ bundle: VerifiedTrustBundle) {
        keys = KeySet(bundle)
    }

    /// Checks the kind, the key and its signature, and reads the payload (steps 3 to 6).
    func claims(
        of message: SignedMessage, as form: MessageForm
    ) throws(SyncError) -> MessageClaims {
        try form.check(message)
        guard let key = keys.key(message.header.keyID, as: .activate) else {
            throw .unknownKey(message.header.keyID)
        }
        return try form.claims(of: message, by: key.key)
    }

    /// Step 8: whether the key was in use when it signed, and for whom.
    ///
    /// - Parameter organization: nil for messages that name none.
    func check(
        _ message: SignedMessage, issuedAt: Timestamp, organization: OrganizationID?
    ) throws(SyncError) {
        if let bundle = keys.bundle, let organization, organization != bundle.organization {
            throw .otherOrganization
        }
        guard keys.key(message.header.keyID, as: .activate)?.covers(issuedAt) == true else {
            throw .outsideWindow
        }
    }
}
