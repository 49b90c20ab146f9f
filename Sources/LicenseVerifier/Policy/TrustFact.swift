/// What says which keys are trusted.
public enum TrustFact: Equatable, Sendable {
    /// Keys that the program pins, which have no age.
    case pinned
    /// A trust bundle, signed at one moment and due to be replaced by another.
    case bundle(issuedAt: Timestamp, expiresAt: Timestamp)
}

extension TrustFact {
    /// What a bundle says of its age.
    public init(_ bundle: TrustBundle) {
        self = .bundle(issuedAt: bundle.issuedAt, expiresAt: bundle.expiresAt)
    }
}

/// How old a trust bundle may be.
///
/// Who carries messages can withhold newer bundles, and with them the news that a key was stolen.
/// Unless a program says otherwise, an expired bundle is a warning and denies nothing: a vendor who
/// is late with a bundle must not end its customers' work.
public struct BundleAge: Equatable, Sendable {
    /// From what age on somebody is told; nil for the bundle's own expiry.
    public var warnAfter: Duration?
    /// The age beyond which no license is allowed; nil for none.
    public var refuseAfter: Duration?

    /// A warning from the expiry on, and no refusal.
    public init(warnAfter: Duration? = nil, refuseAfter: Duration? = nil) {
        self.warnAfter = warnAfter
        self.refuseAfter = refuseAfter
    }
}
