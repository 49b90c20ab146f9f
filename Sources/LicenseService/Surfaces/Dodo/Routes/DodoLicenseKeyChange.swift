import JSON
import LicenseRegistry
import LicenseVerifier

/// What a merchant changes of a license key: what is absent stays.
struct DodoLicenseKeyChange: Sendable {
    private let limit: FieldChange<UInt64>
    private let end: FieldChange<Timestamp>
    private let isDisabled: Bool?

    init(_ body: DodoBody) throws(DodoRefusal) {
        limit = try body.limit("activations_limit")
        end = try body.time("expires_at")
        isDisabled = try body.flag("disabled")
    }

    static let schema = Schema(
        "DodoLicenseKeyChange",
        .shape([
            "activations_limit": .optional(DodoLicenseKeyImport.limit),
            "disabled": .optional(.flag),
            "expires_at": .optional(.time),
        ]))

    /// Changes everything or, when something cannot be, nothing.
    func apply(
        to license: LicenseDetails, _ minting: MintingKey?, _ issuance: Issuance, _ now: Timestamp
    ) throws {
        let terms = try terms(for: license)
        let state = try state(for: license)
        if let terms {
            let claims = license.claims
            let issuer = try minting.issuer(for: claims.benefit, of: claims.organization)
            try issuance.change(claims.license, to: terms, by: issuer, now: now)
        }
        if let state {
            try issuance.setState(
                of: license.claims.license, to: state, reason: "", now: now)
        }
    }

    /// The terms that change; nil where none does.
    private func terms(for license: LicenseDetails) throws(DodoRefusal) -> TermsChange? {
        var terms = TermsChange()
        var isOther = false
        // No limit means the same whether the license uses activations or not.
        if case .set(let limit) = limit, limit != license.claims.activationLimit.seats {
            if let limit, limit < license.seatsTaken { throw .limitTooLow(license.seatsTaken) }
            terms.activationLimit = .set(limit.map { .seats($0) } ?? .unlimited)
            isOther = true
        }
        if case .set(let end) = end {
            if license.sale?.kind == .subscription {
                // For Dodo such a key has no end, so removing it changes nothing.
                guard end == nil else { throw .subscriptionExpiry }
            } else if end != license.end {
                terms.end = .set(end)
                isOther = true
            }
        }
        return isOther ? terms : nil
    }

    /// The new state; nil where it stays.
    private func state(for license: LicenseDetails) throws(DodoRefusal) -> LicenseState? {
        switch (isDisabled, license.record.state) {
        case (nil, _), (true, .disabled), (true, .revoked), (false, .granted): return nil
        case (true, .granted): return .disabled
        case (false, .disabled): return .granted
        case (false, .revoked):
            throw .parameters("a revoked license key cannot be enabled")
        }
    }
}

extension ActivationLimit {
    /// How many seats there are; nil for any number.
    fileprivate var seats: UInt64? {
        if case .seats(let limit) = self { limit } else { nil }
    }
}
