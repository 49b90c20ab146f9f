import LicenseIssuer
import LicenseRegistry
import LicenseVerifier

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
}

extension PolarLicenseKeyChange {
    /// Makes the change: state, then terms, then usage.
    ///
    /// A license that comes back from being revoked is granted again, and so gets the terms of its
    /// benefit, where this service may mint it; what the change itself says of them counts above
    /// that.
    func apply(
        to license: LicenseDetails, minting: MintingKey?, now: Timestamp, in issuance: Issuance
    ) throws {
        let claims = license.claims
        let id = claims.license
        let issuer =
            terms.isEmpty
            ? nil : try minting.issuer(for: claims.benefit, of: claims.organization)
        if let state, state != license.record.state {
            try issuance.setState(
                of: id, to: state, reason: "set to \(state)", evenIfRevoked: true, now: now)
            if license.record.state == .revoked, license.grant != nil,
                let issuer = minting.issuer(covering: claims.benefit, of: claims.organization)
            {
                try issuance.renewTerms(of: id, through: license.sale, by: issuer, now: now)
            }
        }
        if let issuer { try issuance.change(id, to: terms, by: issuer, now: now) }
        if let usage { try issuance.setUsage(of: id, to: usage, now: now) }
    }
}
