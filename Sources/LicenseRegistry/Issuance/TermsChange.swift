package import LicenseIssuer
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
    /// Until when new builds are covered; nil for ever.
    public var updatesUntil = Term<Timestamp>.keep
    /// What it takes over from templates, in order; what is said above is said last.
    private var templates: [(fields: Set<TermsField>, terms: LicenseTerms)] = []
    /// Whether the keys before end with the next status list even if they allow no more.
    public var endsFormerKeys = false

    /// No change.
    public init() {}

    /// Whether nothing changes.
    public var isEmpty: Bool {
        end.isKept && activationLimit.isKept && usageLimit.isKept && benefit == nil
            && updatesUntil.isKept && templates.isEmpty && !endsFormerKeys
    }

    /// Takes over some of the terms of a template.
    ///
    /// Lifetimes are none of them: they end at a moment.
    package mutating func take(_ fields: Set<TermsField>, of terms: LicenseTerms) {
        if !fields.isEmpty { templates.append((fields, terms)) }
    }
}

extension TermsChange {
    /// What a license says after the change, but for the moment of its issue.
    package func applied(to old: LicenseClaims) -> LicenseClaims {
        var claims = old
        for template in templates {
            for field in template.fields { template.terms.give(field, to: &claims) }
        }
        claims.expiresAt = end.applied(to: claims.expiresAt)
        claims.activationLimit =
            activationLimit.applied(to: claims.activationLimit) ?? .notUsed
        claims.usageLimit = usageLimit.applied(to: claims.usageLimit)
        claims.updatesUntil = updatesUntil.applied(to: claims.updatesUntil)
        if let benefit { claims.benefit = benefit }
        return claims
    }

    /// What becomes of the keys that a license has had: they stay good as long as they say, unless
    /// they would allow more than the license does now.
    package func formerToken(of old: LicenseClaims, after new: LicenseClaims) -> FormerToken {
        endsFormerKeys || new.allowsLess(than: old) ? .isOutdated : .runsOut
    }
}
