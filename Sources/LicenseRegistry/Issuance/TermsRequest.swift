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
        change.benefit = benefit.id
        take(Set(TermsField.allCases), of: benefit.terms)
    }

    /// Asks for some of the terms of a template.
    package mutating func take(_ fields: Set<TermsField>, of terms: LicenseTerms) {
        if fields.contains(.lifetime) { lifetime = terms.lifetime }
        if fields.contains(.updates) { updates = terms.updates }
        change.take(fields.subtracting([.lifetime, .updates]), of: terms)
    }

    /// What it comes to for a license that says this.
    ///
    /// - Parameter end: when the license ends, which may be earlier than it says.
    package func change(
        of claims: LicenseClaims, endingAt end: Timestamp?, now: Timestamp
    ) throws(IssuerError) -> TermsChange {
        var change = change
        if let lifetime {
            change.end = .set(try self.end(of: lifetime, claims, after: end, now))
        }
        if let updates {
            change.updatesUntil = .set(
                try updates.end(
                    issuedAt: updates.isSpan
                        ? begin(of: claims, after: claims.updatesUntil, now) : now))
        }
        return change
    }

    private func end(
        of lifetime: Lifetime, _ claims: LicenseClaims, after former: Timestamp?, _ now: Timestamp
    ) throws(IssuerError) -> Timestamp? {
        guard !lifetime.isSpan else {
            return try lifetime.end(issuedAt: begin(of: claims, after: former, now))
        }
        let end = try lifetime.end(issuedAt: now)
        guard let end else { return nil }
        if start == .formerEnd, let former, former > now, end <= former {
            throw .endsNoLater(than: former)
        }
        if let beginning = claims.notBefore, end <= beginning {
            throw .endsBeforeBeginning(beginning)
        }
        return end
    }

    /// From when on a span counts: not before the license begins.
    private func begin(
        of claims: LicenseClaims, after former: Timestamp?, _ now: Timestamp
    ) -> Timestamp {
        let beginning = max(claims.notBefore ?? now, now)
        return switch start {
        case .now: beginning
        case .formerEnd: max(former ?? beginning, beginning)
        }
    }
}
