import LicenseIssuer
import LicenseVerifier

/// How licenses that are recorded get a new token: with other terms, a longer end, another key.
struct Reminting {
    /// Whether a license that has ended gets a new token.
    enum EndedLicense {
        /// It does, dated before its end.
        case isReminted
        /// It keeps what it has, as it needs no other terms.
        case isLeft
    }

    private let change: Change
    private let minting: Minting

    init(_ change: Change, by issuer: Issuer) {
        self.change = change
        minting = Minting(change, by: issuer)
    }

    /// The same license with other terms (Token-Format §3): its former key works until it expires,
    /// unless it would then allow more than it should.
    ///
    /// An end that has passed needs no new key, which could not state it. False where the license
    /// has ended and is left.
    @discardableResult
    func apply(
        _ terms: TermsChange, to record: LicenseRecord, ended: EndedLicense = .isReminted
    ) throws(RegistryError) -> Bool {
        let old = record.claims
        var claims = terms.applied(to: old)
        let passed = claims.expiresAt.flatMap { $0 <= change.now ? $0 : nil }
        if passed != nil { claims.expiresAt = old.expiresAt }
        var isDone = true
        if claims != old || terms.endsFormerKeys {
            isDone = try replace(
                record, by: claims, former: terms.formerToken(of: old, after: claims),
                end: terms.end.formerEnd, ended: ended)
        }
        if case .set = terms.end { try setEarlierEnd(passed, of: old.license, signed: claims) }
        return isDone
    }

    /// Gives a license the end, seats and units that its benefit gives now; what the vendor has
    /// changed of them is lost, as where a new license is granted.
    func renewTerms(
        of record: LicenseRecord, from terms: LicenseTerms, _ period: PaidPeriod
    ) throws(RegistryError) {
        var change = TermsChange()
        change.end = try period.end(of: terms, at: self.change.now)
        change.activationLimit = .set(terms.activationLimit)
        change.usageLimit = .set(terms.usageLimit)
        try apply(change, to: record, ended: .isLeft)
    }

    /// Gives a license a longer end, for what was paid; false where it has none or a later one.
    func extend(_ record: LicenseRecord, to end: Timestamp) throws(RegistryError) -> Bool {
        guard let former = record.claims.expiresAt, former < end, end > change.now else {
            return false
        }
        var terms = TermsChange()
        terms.end = .set(end)
        return try apply(terms, to: record, ended: .isLeft)
    }

    /// The same license in a new key; the keys before stop working.
    ///
    /// - Parameter prefix: the brand of the new key; nil for the one that it has.
    func rotate(_ record: LicenseRecord, prefix: LicensePrefix?) throws(RegistryError) {
        var claims = record.claims
        if let prefix { claims.prefix = prefix }
        try replace(
            record, by: claims, former: .isVoid, end: .isKept, text: minting.text(of: claims),
            ended: .isReminted)
    }

    // MARK: - Steps

    @discardableResult
    private func replace(
        _ record: LicenseRecord, by claims: LicenseClaims, former: FormerToken, end: FormerEnd,
        text: String? = nil, ended: EndedLicense
    ) throws(RegistryError) -> Bool {
        guard let claims = try dated(claims, after: record.claims, ended) else { return false }
        try RenewalChanges(change).replace(
            record, by: LicenseRecord(minting.sign(claims)), former: former, end: end, text: text)
        return true
    }

    /// Claims with the moment of their issue; nil for those of a license that has ended and is left.
    private func dated(
        _ claims: LicenseClaims, after former: LicenseClaims, _ ended: EndedLicense
    ) throws(RegistryError) -> LicenseClaims? {
        var claims = claims
        // Of two good tokens the later counts, so a clock that was set back must not date it earlier.
        claims.issuedAt = max(change.now, former.issuedAt + .seconds(1))
        if let end = claims.expiresAt, end <= claims.issuedAt {
            guard ended == .isReminted else { return nil }
            // No token may be issued after its end, so that of an ended license is dated before it,
            // though later than the token that it replaces.
            claims.issuedAt = end - .seconds(1)
            guard claims.issuedAt > former.issuedAt else { throw .licenseEnded }
        }
        if let start = claims.notBefore, start < claims.issuedAt { claims.notBefore = nil }
        return claims
    }

    /// Sets an end that no token says, unless the license ends then anyway.
    private func setEarlierEnd(
        _ end: Timestamp?, of license: LicenseID, signed claims: LicenseClaims
    ) throws(RegistryError) {
        let changes = UsageAndEndChanges(change)
        let ends = [claims.expiresAt, try changes.earlierEnd(of: license)]
        guard ends.compactMap(\.self).min() != end ?? claims.expiresAt else { return }
        try changes.setEnd(of: license, to: end)
    }
}

extension TermsChange.Term<Timestamp> {
    /// What becomes of an end that was set beside the token: a new one takes its place.
    fileprivate var formerEnd: FormerEnd {
        switch self {
        case .keep: .isKept
        case .set: .isForgotten
        }
    }
}
