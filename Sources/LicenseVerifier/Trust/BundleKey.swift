public import COSE

/// What a key of a trust bundle may sign; never anything else.
public enum KeyRole: Int64, Sendable, CaseIterable {
    /// Licenses.
    case issue = 1
    /// Activation certificates and receipts.
    case activate = 2
    /// Status lists.
    case status = 3
}

/// A key of a trust bundle with its role, its window and its constraints (Trust-Bundle §2).
public struct BundleKey: Equatable, Sendable {
    /// The public key.
    public var key: VerificationKey
    /// What it may sign.
    public var role: KeyRole
    /// What it signs is good from this moment on.
    public var notBefore: Timestamp
    /// What it signed until then stays good; this moment excluded.
    public var notAfter: Timestamp
    /// The benefits that it may issue; nil for any.
    public var benefits: [BenefitID]?
    /// The longest lifetime that it may give a license; nil for any, perpetual included.
    public var longestLifetime: Duration?
    /// Since when somebody else has it, if so.
    public var compromisedAt: Timestamp?
    /// Whether every license that it signs must be revocable: a thief would mint others.
    public var requiresStatusIndex: Bool

    /// A key without constraints.
    public init(
        _ key: VerificationKey, role: KeyRole, notBefore: Timestamp, notAfter: Timestamp
    ) {
        self.key = key
        self.role = role
        self.notBefore = notBefore
        self.notAfter = notAfter
        requiresStatusIndex = false
    }

    /// Whether a moment lies in the key's window.
    package func covers(_ moment: Timestamp) -> Bool { notBefore <= moment && moment < notAfter }
}
