package import LicenseIssuer
package import LicenseRegistry
import LicenseTestSupport
package import LicenseVerifier

extension SampleRegistry {
    /// Mints and records a license, and gives it by its key.
    package func sell(
        seats: ActivationLimit = .notUsed, units: UInt64? = nil, customer: CustomerID? = nil,
        until end: Timestamp? = nil, seed: UInt64 = 500, extras: LicenseExtras = LicenseExtras()
    ) throws -> (license: LicenseID, key: KeyReference, minted: MintedLicense) {
        var generator = SplitMix64(seed: seed)
        var terms = benefit.terms
        terms.activationLimit = seats
        terms.usageLimit = units
        terms.lifetime = end.map { .until($0) } ?? .perpetual
        var grant = Grant(benefit.id)
        grant.customer = customer
        grant.statusIndex = try reserve(1).first
        let minted = try issuer.mint(terms, for: grant, issuedAt: Self.now, using: &generator)
        let record = LicenseRecord(minted)
        try registry.issuance.record(record, with: extras, now: Self.now)
        return (minted.claims.license, Self.key(of: minted), minted)
    }

    package static func key(of minted: MintedLicense) -> KeyReference {
        .token(minted.claims.license, digest: LicenseRecord(minted).tokenDigest)
    }

    package func take(
        _ key: KeyReference, seed: UInt64, label: String = "laptop",
        conditions: Attributes = Attributes()
    ) throws -> Result<(license: LicenseDetails, seat: Seat), LicenseKeyRefusal> {
        var generator = SplitMix64(seed: seed)
        var seat = NewSeat(.random(using: &generator), label: label)
        seat.conditions = conditions
        return try registry.activations.takeSeat(seat, of: key, of: organization, now: Self.now)
    }

    package func validate(
        _ key: KeyReference, units: Int64 = 0, at now: Timestamp = Self.now,
        _ change: (inout ValidationDemands) -> Void = { _ in }
    ) throws -> Result<ValidatedLicense, LicenseKeyRefusal> {
        var validation = Validation(key, of: organization)
        validation.demands.units = units
        change(&validation.demands)
        return try registry.activations.validate([validation], now: now)[0]
    }
}
