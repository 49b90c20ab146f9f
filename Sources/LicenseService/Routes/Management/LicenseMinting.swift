import HTTPTypes
import LicenseIssuer
import LicenseStore
import LicenseVerifier

/// Mints and re-mints licenses with the key that the service was entrusted with.
struct LicenseMinting: Sendable {
    let key: MintingKey
    let now: Timestamp

    init(
        _ key: MintingKey?, for benefit: BenefitID, of organization: OrganizationID, now: Timestamp
    )
        throws(Problem)
    {
        guard let key, key.covers(benefit, of: organization) else {
            throw Problem(
                .forbidden, "no-minting",
                "this service may not mint licenses of this benefit",
                nextStep: "mint it where the issuing key is, and import it")
        }
        self.key = key
        self.now = now
    }

    /// A new license of a benefit.
    func mint(
        _ wire: NewLicenseKeyWire, _ benefit: Benefit, customer: CustomerID?, _ store: Store
    ) throws -> LicenseRecord {
        var terms = benefit.terms
        if let end = wire.expiresAt { terms.lifetime = .until(end.time) }
        if let seats = wire.activationLimit {
            terms.activationLimit = try Self.seats(seats)
        }
        if let units = wire.usageLimit { terms.usageLimit = try Self.units(units) }
        var grant = Grant(benefit.id)
        grant.customer = customer
        grant.notBefore = wire.notBefore?.time
        grant.statusIndex = try index(store)
        var generator = SystemRandomNumberGenerator()
        let minted = try key.issuer.mint(terms, for: grant, issuedAt: now, using: &generator)
        let record = LicenseRecord(minted, customer: wire.customerName)
        try store.record([record], now: now)
        return record
    }

    /// The same license with other limits (Token-Format §3): what it had goes on until it expires,
    /// unless it would then allow more than it is to.
    func change(
        _ record: LicenseRecord, _ wire: LicenseKeyChangeWire, _ store: Store
    ) throws {
        let old = record.claims
        var claims = old
        claims.expiresAt = wire.expiresAt.applied(to: old.expiresAt.map { TimeWire($0) })?.time
        claims.activationLimit = try Self.seats(
            wire.activationLimit.applied(to: old.activationLimit.wire))
        claims.usageLimit = try Self.units(wire.usageLimit.applied(to: old.usageLimit))
        guard claims != old else { return }
        try replace(
            record, by: claims, former: claims.allowsLess(than: old) ? .isOutdated : .runsOut, store
        )
    }

    /// The same license in a new key; the key before stops working.
    func rotate(_ record: LicenseRecord, _ store: Store) throws {
        try replace(record, by: record.claims, former: .isVoid, store)
    }

    private func replace(
        _ record: LicenseRecord, by claims: LicenseClaims, former: FormerToken, _ store: Store
    ) throws {
        var claims = claims
        // Of two good tokens the later counts, so a clock that was set back must not date it first.
        claims.issuedAt = max(now, record.claims.issuedAt + .seconds(1))
        if let start = claims.notBefore, start < claims.issuedAt { claims.notBefore = nil }
        if let end = claims.expiresAt, end <= claims.issuedAt {
            throw Problem.invalid("expires_at", "is in the past")
        }
        claims.statusIndex = try index(store)
        let minted = try key.issuer.mint(claims)
        try store.replaceToken(record, by: minted, former: former, now: now)
    }

    private func index(_ store: Store) throws(StoreError) -> StatusIndex? {
        var generator = SystemRandomNumberGenerator()
        return try store.reserveStatusIndexes(
            1, organization: key.issuer.organization, now: now,
            random: { count in
                (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            }
        ).first
    }

    private static func seats(_ wire: UInt64?) throws(Problem) -> ActivationLimit {
        guard let limit = ActivationLimit(wire: wire) else {
            throw .invalid("activation_limit", "is too large")
        }
        return limit
    }

    private static func units(_ wire: UInt64?) throws(Problem) -> UInt64? {
        guard let wire else { return nil }
        guard (1...UInt64(Limits.maxCount)).contains(wire) else {
            throw .invalid("usage_limit", "is from 1 to 2^53 - 1")
        }
        return wire
    }
}

extension LicenseClaims {
    /// Whether one of the limits is tighter than another license's.
    fileprivate func allowsLess(than other: LicenseClaims) -> Bool {
        let ends = expiresAt.map { end in other.expiresAt.map { end < $0 } ?? true } ?? false
        let units = usageLimit.map { limit in other.usageLimit.map { limit < $0 } ?? true } ?? false
        let seats: Bool =
            switch (activationLimit, other.activationLimit) {
            case (.seats(let mine), .seats(let others)): mine < others
            case (.seats, .unlimited), (.seats, .notUsed), (.unlimited, .notUsed): true
            case (.notUsed, _), (.unlimited, .unlimited), (.unlimited, .seats): false
            }
        return ends || units || seats
    }
}
