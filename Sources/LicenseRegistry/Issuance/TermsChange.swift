public import LicenseVerifier

/// Which terms of a license change.
public struct TermsChange: Sendable {
    /// What becomes of one term.
    public enum Term<Value: Sendable>: Sendable {
        case keep
        case set(Value?)

        var isKept: Bool {
            switch self {
            case .keep: true
            case .set: false
            }
        }

        func applied(to old: Value?) -> Value? {
            switch self {
            case .keep: old
            case .set(let new): new
            }
        }
    }

    /// When it ends; nil for never.
    public var end = Term<Timestamp>.keep
    /// Its seats; nil where they are not used.
    public var activationLimit = Term<ActivationLimit>.keep
    /// Its units; nil for any number.
    public var usageLimit = Term<UInt64>.keep
    /// Of which benefit it is; nil for the same.
    public var benefit: BenefitID?
    /// The brand in front of its key; nil for the same.
    public var prefix: LicensePrefix?
    /// What a program must present; nil for the same.
    public var conditions: [Condition]?
    /// The features that it grants; nil for the same.
    public var entitlements: [Entitlement]?
    /// How old a device's knowledge of the status may be; nil for any age.
    public var offline = Term<Duration>.keep
    /// How long it may still be used after its end; nil for not at all.
    public var grace = Term<Duration>.keep
    /// Until when new builds are covered; nil for ever.
    public var updatesUntil = Term<Timestamp>.keep
    /// The highest major version that is covered; nil for all.
    public var maxMajorVersion = Term<UInt64>.keep
    /// What a reason against it does; nil for the same.
    public var enforcement: Enforcement?
    /// Whether the keys before end with the next status list even if they allow no more.
    public var endsFormerKeys = false

    /// No change.
    public init() {}

    /// Whether nothing changes.
    public var isEmpty: Bool {
        end.isKept && activationLimit.isKept && usageLimit.isKept && benefit == nil
            && prefix == nil && conditions == nil && entitlements == nil && offline.isKept
            && grace.isKept && updatesUntil.isKept && maxMajorVersion.isKept
            && enforcement == nil && !endsFormerKeys
    }
}

extension TermsChange {
    /// What a license says after the change, but for the moment of its issue.
    package func applied(to old: LicenseClaims) -> LicenseClaims {
        var claims = old
        claims.expiresAt = end.applied(to: old.expiresAt)
        claims.activationLimit = activationLimit.applied(to: old.activationLimit) ?? .notUsed
        claims.usageLimit = usageLimit.applied(to: old.usageLimit)
        if let benefit { claims.benefit = benefit }
        if let prefix { claims.prefix = prefix }
        if let conditions { claims.conditions = conditions.sorted { $0.key < $1.key } }
        if let entitlements { claims.entitlements = entitlements.sorted() }
        claims.offline = offline.applied(to: old.offline)
        claims.grace = grace.applied(to: old.grace)
        claims.updatesUntil = updatesUntil.applied(to: old.updatesUntil)
        claims.maxMajorVersion = maxMajorVersion.applied(to: old.maxMajorVersion)
        if let enforcement { claims.enforcement = enforcement }
        return claims
    }

    /// What becomes of the keys that a license has had: they stay good as long as they say, unless
    /// they would allow more than the license does now.
    package func formerToken(of old: LicenseClaims, after new: LicenseClaims) -> FormerToken {
        endsFormerKeys || new.allowsLess(than: old) ? .isOutdated : .runsOut
    }
}
