public import LicenseIssuer
public import LicenseVerifier

/// Other terms that are asked for a license; what they come to depends on those that it has.
public struct TermsRequest: Sendable {
    /// From when on a new lifetime counts.
    public enum Start: Sendable {
        /// From the moment of the change.
        case now
        /// From the end that the license has, if that is still to come: what was paid is not lost.
        case formerEnd
    }

    /// Of which license.
    public let license: LicenseID
    /// From when on lifetimes count.
    public var start: Start
    /// For how long it is good; nil for no longer than now.
    public var lifetime: Lifetime?
    /// For how long new builds are covered; nil for no longer than now.
    public var updates: Lifetime?
    /// What changes besides.
    public var change = TermsChange()

    /// Asks for nothing yet.
    public init(_ license: LicenseID, from start: Start) {
        self.license = license
        self.start = start
    }

    /// Asks for all terms of a benefit, of which the license is from then on.
    public mutating func take(_ benefit: Benefit) {
        let terms = benefit.terms
        change.benefit = benefit.id
        change.prefix = terms.prefix
        change.activationLimit = .set(terms.activationLimit)
        change.usageLimit = .set(terms.usageLimit)
        change.conditions = terms.conditions
        change.entitlements = terms.entitlements
        change.offline = .set(terms.offline)
        change.grace = .set(terms.grace)
        change.maxMajorVersion = .set(terms.maxMajorVersion)
        change.enforcement = terms.enforcement
        (lifetime, updates) = (terms.lifetime, terms.updates)
    }

    /// What it comes to for a license that says this.
    ///
    /// - Parameter end: when the license ends, which may be earlier than it says.
    package func change(
        of claims: LicenseClaims, endingAt end: Timestamp?, now: Timestamp
    ) throws(IssuerError) -> TermsChange {
        var change = change
        if let lifetime {
            change.end = .set(try lifetime.end(issuedAt: begin(after: end, now)))
        }
        if let updates {
            change.updatesUntil = .set(
                try updates.end(issuedAt: begin(after: claims.updatesUntil, now)))
        }
        return change
    }

    private func begin(after former: Timestamp?, _ now: Timestamp) -> Timestamp {
        switch start {
        case .now: now
        case .formerEnd: max(former ?? now, now)
        }
    }
}
