public import COSE
public import LicenseVerifier

/// The service keys whose certificates, receipts and clock resets a device accepts.
///
/// A type of its own: a key that issues licenses hands out no seats until it is named here too.
public struct ActivationKeys: Sendable {
    private let keys: [KeyID: VerificationKey]
    /// The windows of keys that have one, by the bundle that names them.
    private let bundle: TrustBundle?

    /// Pins keys; nil when two of them have one key id.
    public init?(pinning keys: [VerificationKey]) {
        var byID: [KeyID: VerificationKey] = [:]
        for key in keys {
            let previous = byID.updateValue(key, forKey: key.keyID)
            guard previous == nil || previous == key else { return nil }
        }
        self.keys = byID
        bundle = nil
    }

    /// Takes the activating keys of a trust bundle, each within its window; compromised ones are
    /// left out.
    public init(_ bundle: VerifiedTrustBundle) {
        var byID: [KeyID: VerificationKey] = [:]
        for key in bundle.bundle.keys where key.role == .activate && key.compromisedAt == nil {
            byID[key.key.keyID] = key.key
        }
        keys = byID
        self.bundle = bundle.bundle
    }

    /// Checks the kind, the key and its signature, and reads the payload (steps 3 to 6).
    func claims(
        of message: SignedMessage, as form: MessageForm
    ) throws(SyncError) -> MessageClaims {
        try form.check(message)
        guard let key = keys[message.header.keyID] else {
            throw .unknownKey(message.header.keyID)
        }
        return try form.claims(of: message, by: key)
    }

    /// Step 8: whether the key was in use when it signed, and for whom.
    ///
    /// - Parameter organization: nil for messages that name none.
    func check(
        _ message: SignedMessage, issuedAt: Timestamp, organization: OrganizationID?
    ) throws(SyncError) {
        guard let bundle else { return }
        if let organization, organization != bundle.organization { throw .otherOrganization }
        guard let entry = bundle.keys.first(where: { $0.key.keyID == message.header.keyID }),
            entry.covers(issuedAt)
        else { throw .outsideWindow }
    }
}
