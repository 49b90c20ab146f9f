import COSESigning
import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

/// Mints and re-mints licenses with the key that the service was entrusted with.
struct LicenseMinting: Sendable {
    let key: MintingKey
    let now: Timestamp

    init(
        _ key: MintingKey?, for benefit: BenefitID, of organization: OrganizationID, now: Timestamp
    ) throws(MintingRefusal) {
        guard let key, key.covers(benefit, of: organization) else { throw .notEntrusted }
        self.key = key
        self.now = now
    }

    // MARK: - New licenses

    /// A new license.
    ///
    /// - Parameters:
    ///   - terms: the benefit's, or as they were changed for this one.
    ///   - name: the issuer's own name for the customer, where that is new.
    ///   - extras: what the license gets besides its token, by its id.
    func mint(
        _ benefit: BenefitID, terms: LicenseTerms, customer: CustomerID?, name: String? = nil,
        notBefore: Timestamp? = nil, in registry: Registry,
        extras: (LicenseID) -> LicenseExtras = { _ in LicenseExtras() }
    ) throws -> LicenseRecord {
        var grant = Grant(benefit)
        grant.customer = customer
        grant.notBefore = notBefore
        grant.statusIndex = try index(registry)
        let minted = try key.issuer.mint(terms, for: grant, issuedAt: now)
        let record = LicenseRecord(minted, customer: name)
        var extras = extras(minted.claims.license)
        if extras.text == nil { extras.text = try text(of: minted.claims, registry) }
        try registry.record(record, with: extras, now: now)
        return record
    }

    private func text(of claims: LicenseClaims, _ registry: Registry) throws(RegistryError)
        -> String?
    {
        var generator = SystemRandomNumberGenerator()
        return try registry.benefits.keyForm(of: claims.benefit).text(
            of: claims, using: &generator)
    }

    // MARK: - New keys of a license

    /// The same license with other limits (Token-Format §3): its former key works until it expires,
    /// unless it would then allow more than it should.
    ///
    /// An end that has passed needs no new key, which could not state it.
    func change(_ record: LicenseRecord, _ terms: TermsChange, _ registry: Registry) throws {
        let old = record.claims
        var claims = old
        claims.activationLimit = terms.activationLimit.applied(to: old.activationLimit) ?? .notUsed
        claims.usageLimit = terms.usageLimit.applied(to: old.usageLimit)
        let end = terms.end.applied(to: old.expiresAt)
        let hasPassed = end.map { $0 <= now } ?? false
        if !hasPassed { claims.expiresAt = end }
        if claims != old {
            let allowsLess = claims.allowsLess(than: old)
            try replace(record, by: claims, former: allowsLess ? .isOutdated : .runsOut, registry)
        }
        if case .set = terms.end {
            let online = try registry.licenseDetails(old.license, now: now)
            let earlier = hasPassed ? end : nil
            if online?.end != (earlier ?? claims.expiresAt) {
                try registry.setEnd(of: old.license, to: earlier, now: now)
            }
        }
    }

    /// The same license in a new key; the keys before stop working.
    ///
    /// - Parameter prefix: the brand of the new key; nil for the one that it has.
    func rotate(_ record: LicenseRecord, prefix: LicensePrefix? = nil, _ registry: Registry) throws
    {
        var claims = record.claims
        if let prefix { claims.prefix = prefix }
        try replace(
            record, by: claims, former: .isVoid, text: text(of: claims, registry), registry)
    }

    /// The terms that a benefit gives now, for a license that was minted under older ones.
    ///
    /// What a subscription pays for ends with it, so its license has no end of its own.
    func terms(
        of benefit: Benefit, for sale: Sale?
    ) throws(IssuerError) -> TermsChange {
        var change = TermsChange()
        change.end = .set(
            sale?.kind == .subscription ? nil : try benefit.terms.lifetime.end(issuedAt: now))
        change.activationLimit = .set(benefit.terms.activationLimit)
        change.usageLimit = .set(benefit.terms.usageLimit)
        return change
    }

    private func replace(
        _ record: LicenseRecord, by claims: LicenseClaims, former: FormerToken,
        text: String? = nil, _ registry: Registry
    ) throws {
        var claims = claims
        // Of two good tokens the later counts, so a clock that was set back must not date it earlier.
        claims.issuedAt = max(now, record.claims.issuedAt + .seconds(1))
        if let end = claims.expiresAt, end <= claims.issuedAt {
            // No token may be issued after its end, so that of an ended license is dated before it,
            // though later than the token that it replaces.
            claims.issuedAt = end - .seconds(1)
            guard claims.issuedAt > record.claims.issuedAt else {
                throw MintingRefusal.ended
            }
        }
        if let start = claims.notBefore, start < claims.issuedAt { claims.notBefore = nil }
        claims.statusIndex = try index(registry)
        let minted = try key.issuer.mint(claims)
        // The end, where it changes, is set afterwards.
        try registry.replaceToken(
            record, by: minted, former: former, end: .isKept, text: text, now: now)
    }

    private func index(_ registry: Registry) throws(RegistryError) -> StatusIndex? {
        try registry.reserveStatusIndexes(
            1, organization: key.issuer.organization, now: now, random: SystemRandom.bytes
        ).first
    }
}

/// Which terms of a license change.
struct TermsChange: Sendable {
    /// What becomes of one term.
    enum Term<Value: Sendable>: Sendable {
        case keep
        case set(Value?)

        func applied(to old: Value?) -> Value? {
            switch self {
            case .keep: old
            case .set(let new): new
            }
        }
    }

    /// When it ends; nil for never.
    var end = Term<Timestamp>.keep
    /// Its seats; nil where they are not used.
    var activationLimit = Term<ActivationLimit>.keep
    /// Its units; nil for any number.
    var usageLimit = Term<UInt64>.keep
}

/// Why a license is not minted.
enum MintingRefusal: Error, Equatable {
    /// This service has no issuing key for the benefit.
    case notEntrusted
    /// The license has ended, so that no new key of it can be dated before its end.
    case ended
}
