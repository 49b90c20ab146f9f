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

    /// How far ahead of the clock a token may be dated, where one follows another within a second.
    static let maxAhead: Duration = .seconds(300)

    private let change: Change
    private let minting: Minting

    init(_ change: Change, by issuer: Issuer) {
        self.change = change
        minting = Minting(change, by: issuer)
    }

    /// The same license with other terms (Token-Format §3): its former key works until it expires,
    /// unless it would then allow more than it should.
    ///
    /// An end that has passed, or passes before the next key can be dated, needs no new key, which
    /// could not state it. False where the license
    /// has ended and is left.
    @discardableResult
    func apply(
        _ terms: TermsChange, to record: LicenseRecord, ended: EndedLicense = .isReminted
    ) throws(RegistryError) -> Bool {
        let old = record.claims
        let (claims, passed) = Self.planned(terms, of: old, at: change.now)
        var isDone = true
        if claims != old || terms.endsFormerKeys {
            isDone = try replace(
                record, by: claims, former: terms.formerToken(of: old, after: claims),
                end: terms.end.formerEnd, ended: ended)
        }
        if case .set = terms.end {
            try setEarlierEnd(passed?.moment, of: old.license, signed: claims)
        }
        return isDone
    }

    /// Gives a license the end, seats and units that its benefit gives now; what the vendor has
    /// changed of them is lost, as where a new license is granted.
    ///
    /// - Parameter isImported: whether it came with terms of its own, which only a payment changes.
    func renewTerms(
        of record: LicenseRecord, _ period: PaidPeriod, isImported: Bool = false
    ) throws(RegistryError) {
        guard let (benefit, _) = try BenefitQueries(change).benefit(record.claims.benefit) else {
            return
        }
        let terms = benefit.terms
        var change = TermsChange()
        if isImported, case .terms = period { return }
        change.end = try period.end(of: terms, at: self.change.now)
        if !isImported {
            change.activationLimit = .set(terms.activationLimit)
            change.usageLimit = .set(terms.usageLimit)
        }
        try apply(change, to: record, ended: .isLeft)
    }

    /// Gives a license a longer end, for what was paid; false where it has none or a later one.
    func extend(_ record: LicenseRecord, for period: PaidPeriod) throws(RegistryError) -> Bool {
        guard case .until(let end) = period, !period.isOver(at: change.now),
            let former = record.claims.expiresAt, former < end
        else { return false }
        var terms = TermsChange()
        terms.end = .set(end)
        return try apply(terms, to: record, ended: .isLeft)
    }

    /// The same license in a new key; the keys before stop working.
    ///
    /// - Parameters:
    ///   - prefix: the brand of the new key; nil for the one that it has.
    ///   - limit: how often it may be done, where the customer asks; nil for the vendor.
    func rotate(
        _ record: LicenseRecord, prefix: LicensePrefix?, limit: RotationLimit?
    ) throws(RegistryError) {
        var claims = record.claims
        if let prefix { claims.prefix = prefix }
        var position: StatusIndex?
        if let limit {
            let rotations = RotationChanges(change)
            try rotations.count(of: claims.license, upTo: limit)
            position = try rotations.freePosition(of: record)
        }
        guard let dated = try Self.dated(claims, after: record.claims, .isReminted, at: change.now)
        else { return }
        let text = try minting.text(of: dated)
        try RenewalChanges(change).replace(
            record, by: LicenseRecord(minting.sign(dated, at: position)), former: .isVoid,
            end: .isKept,
            text: text.map { KeyText($0, hidesToken: limit != nil) })
    }

    /// Throws what giving a license other terms would, and gives it none.
    static func check(
        _ terms: TermsChange, of old: LicenseClaims, at now: Timestamp
    ) throws(RegistryError) {
        let (claims, _) = planned(terms, of: old, at: now)
        guard claims != old || terms.endsFormerKeys else { return }
        _ = try dated(claims, after: old, .isReminted, at: now)
    }

    // MARK: - Steps

    /// What the next token says, and an end that it cannot say.
    private static func planned(
        _ terms: TermsChange, of old: LicenseClaims, at now: Timestamp
    ) -> (claims: LicenseClaims, passed: PassedEnd?) {
        var claims = terms.applied(to: old)
        // No token can say an end that comes before the moment from which it is dated.
        let date = max(now, old.issuedAt + .seconds(1))
        let passed = claims.expiresAt.flatMap {
            PassedEnd($0, at: terms.end.isKept ? now : date)
        }
        if passed != nil { claims.expiresAt = old.expiresAt }
        return (claims, passed)
    }

    @discardableResult
    private func replace(
        _ record: LicenseRecord, by claims: LicenseClaims, former: FormerToken, end: FormerEnd,
        ended: EndedLicense
    ) throws(RegistryError) -> Bool {
        guard let claims = try Self.dated(claims, after: record.claims, ended, at: change.now)
        else { return false }
        try RenewalChanges(change).replace(
            record, by: LicenseRecord(minting.sign(claims)), former: former, end: end)
        return true
    }

    /// Claims with the moment of their issue; nil for those of a license that has ended and is left.
    private static func dated(
        _ claims: LicenseClaims, after former: LicenseClaims, _ ended: EndedLicense,
        at now: Timestamp
    ) throws(RegistryError) -> LicenseClaims? {
        var claims = claims
        // Of two good tokens the later counts, so a clock that was set back must not date it earlier.
        claims.issuedAt = max(now, former.issuedAt + .seconds(1))
        if let end = claims.expiresAt, end <= claims.issuedAt {
            guard ended == .isReminted else { return nil }
            // No token may be issued after its end, so that of an ended license is dated before it,
            // though later than the token that it replaces.
            claims.issuedAt = end - .seconds(1)
            guard claims.issuedAt > former.issuedAt else { throw .licenseEnded }
        }
        let latest = now + maxAhead
        guard claims.issuedAt <= latest else {
            throw .issuedAhead(
                seconds: claims.issuedAt.secondsSinceEpoch - latest.secondsSinceEpoch)
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
