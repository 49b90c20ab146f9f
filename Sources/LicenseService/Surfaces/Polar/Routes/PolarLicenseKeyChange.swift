import LicenseIssuer
import LicenseRegistry
import LicenseVerifier
import SQLDatabase

/// What a merchant changes of a license key.
struct PolarLicenseKeyChange: Sendable {
    var state: LicenseState?
    var usage: Int64?
    var terms = TermsChange()

    /// The most of a limit that Polar can keep.
    private static var limit: PolarForm.Reader<Int64> {
        PolarValue.integer(1...Int64(Int32.max))
    }

    /// Reads the members that are there.
    init(_ form: inout PolarForm) {
        state = form.unlessAbsent(
            "status",
            PolarValue.oneOf([
                "granted": LicenseState.granted, "revoked": .revoked, "disabled": .disabled,
            ]))
        usage = form.unlessAbsent("usage", PolarValue.integer(PolarValue.int32))
        switch form.change("limit_activations", Self.limit) {
        case .keep: break
        case .set(let seats):
            terms.activationLimit = .set(seats.map { .seats(UInt64($0)) } ?? .notUsed)
        }
        switch form.change("limit_usage", Self.limit) {
        case .keep: break
        case .set(let units): terms.usageLimit = .set(units.map { UInt64($0) })
        }
        terms.end = TermsChange.Term(form.change("expires_at", PolarValue.time))
    }

    /// Whether a new signed key may be needed.
    private var changesTerms: Bool {
        switch (terms.end, terms.activationLimit, terms.usageLimit) {
        case (.keep, .keep, .keep): false
        default: true
        }
    }
}

extension PolarLicenseKeyChange {
    /// Makes the change: state, then terms, then usage.
    ///
    /// A license that comes back from being revoked is granted again, and so gets the terms of its
    /// benefit; what the change itself says of them counts above that.
    func apply(
        to license: LicenseDetails, minting: MintingKey?, now: Timestamp, in registry: Registry
    ) throws {
        let claims = license.claims
        let issuance =
            changesTerms
            ? try LicenseMinting(
                minting, for: claims.benefit, of: claims.organization, now: now) : nil
        if let state, state != license.record.state {
            try registry.setState(
                of: claims.license, to: state, reason: "set to \(state)", now: now)
            if license.record.state == .revoked, license.grant != nil {
                try PolarRegrant(minting: minting, now: now).renewTerms(of: license, in: registry)
            }
        }
        if let issuance {
            try registry.withNewest(claims.license) { try issuance.change($0, terms, registry) }
        }
        if let usage { try registry.setUsage(of: claims.license, to: usage, now: now) }
    }
}

/// What happens to a license whose grant is restored, or whose benefit gets other terms.
struct PolarRegrant: Sendable {
    let minting: MintingKey?
    let now: Timestamp

    /// Gives a license the terms that its benefit has now.
    ///
    /// Where this service may not mint, a license keeps its terms.
    func renewTerms(of license: LicenseDetails, in registry: Registry) throws {
        let claims = license.claims
        guard let minting, minting.covers(claims.benefit, of: claims.organization),
            let (benefit, _) = try registry.benefits.find(claims.benefit)
        else { return }
        let issuance = try LicenseMinting(
            minting, for: claims.benefit, of: claims.organization, now: now)
        let terms = try issuance.terms(of: benefit, for: license.sale)
        try registry.withNewest(claims.license) { try issuance.change($0, terms, registry) }
    }
}

extension Registry {
    private static let maxTries = 8

    /// Works on the newest token of a license; tries again where another program has replaced it.
    func withNewest(_ id: LicenseID, _ body: (LicenseRecord) throws -> Void) throws {
        for attempt in 1...Self.maxTries {
            guard let record = try license(id) else { throw RegistryError.missing(kind: .license) }
            do {
                return try body(record)
            } catch RegistryError.database(.busy) where attempt < Self.maxTries {
                continue
            }
        }
    }
}
