import LicenseIssuer
import LicenseVerifier

/// What licenses get that were granted before: the terms of now, or a longer end.
extension SaleSession {
    /// Gives a license that was revoked and comes back the end, seats and units that its benefit gives
    /// now; what the vendor has changed of them is lost, as where a new license is granted.
    ///
    /// Where nothing may be minted, a license keeps the terms that it has.
    func renewTerms(of grant: GrantRecord, _ notice: SaleNotice) throws(RegistryError) {
        guard let issuer = desk.issuer, issuer.organization == grant.organization,
            let record = try Registry.license(grant.license, writer),
            let (benefit, _) = try BenefitQueries(writer).benefit(grant.benefit)
        else { return }
        var claims = record.claims
        claims.activationLimit = benefit.terms.activationLimit
        claims.usageLimit = benefit.terms.usageLimit
        switch try end(of: benefit, notice) {
        case .asBefore:
            if claims != record.claims { try replace(record, by: claims, end: .isKept, issuer) }
        case .at(let end):
            // No token says an end that has passed.
            let passed = end.flatMap { $0 <= now ? $0 : nil }
            if passed == nil { claims.expiresAt = end }
            if claims != record.claims {
                try replace(record, by: claims, end: .isForgotten, issuer)
            }
            if try Registry.earlierEnd(of: grant.license, writer) != passed {
                try Registry.setEnd(of: grant.license, to: passed, actor: actor, now: now, writer)
            }
        }
    }

    /// When a license that comes back ends.
    private enum NewEnd {
        case asBefore
        case at(Timestamp?)
    }

    private func end(
        of benefit: Benefit, _ notice: SaleNotice
    ) throws(RegistryError) -> NewEnd {
        if let end = notice.licensesEnd {
            // What was paid is over, as with a message that comes late; the next one pays for more.
            return end > now ? .at(end) : .asBefore
        }
        if notice.sale.kind == .subscription {
            return notice.licensesEndWithPayments ? .asBefore : .at(nil)
        }
        if case .until(let end) = benefit.terms.lifetime { return .at(end) }
        do throws(IssuerError) {
            return .at(try benefit.terms.lifetime.end(issuedAt: now))
        } catch {
            throw .minting(error)
        }
    }

    /// Gives a license the longer end and the further text that a notice brings.
    mutating func keepServing(
        _ grant: GrantRecord, _ notice: SaleNotice
    ) throws(RegistryError) {
        let (id, benefit) = (grant.license, grant.benefit)
        if let text = notice.text, notice.names(benefit) {
            try Registry.addText(text, to: id, notice.organization, writer)
        }
        guard let end = notice.licensesEnd, let issuer = desk.issuer,
            let record = try Registry.license(id, writer), let former = record.claims.expiresAt,
            former < end, end > now
        else { return }
        var claims = record.claims
        claims.expiresAt = end
        if try replace(record, by: claims, end: .isForgotten, issuer) {
            outcome.changed.append(id)
        }
    }

    /// Puts a new token in the place of one that goes on until it expires, unless that allows more;
    /// false where the license has ended, which needs no other terms.
    @discardableResult
    private func replace(
        _ record: LicenseRecord, by claims: LicenseClaims, end: FormerEnd, _ issuer: Issuer
    ) throws(RegistryError) -> Bool {
        let allowsLess = claims.allowsLess(than: record.claims)
        var claims = claims
        // Of two good tokens the later counts, so a clock that was set back must not date it first.
        claims.issuedAt = max(now, record.claims.issuedAt + .seconds(1))
        // None may be issued after its end.
        if let end = claims.expiresAt, end <= claims.issuedAt { return false }
        if let start = claims.notBefore, start < claims.issuedAt { claims.notBefore = nil }
        claims.statusIndex = try Registry.drawIndex(claims.organization, writer)
        let minted: MintedLicense
        do throws(IssuerError) {
            minted = try issuer.mint(claims)
        } catch {
            throw .minting(error)
        }
        try Registry.replaceToken(
            record, by: minted, former: allowsLess ? .isOutdated : .runsOut, end: end,
            actor: actor, now: now, writer)
        return true
    }
}
