package import COSESigning
package import LicenseIssuer
package import LicenseSync
package import LicenseVerifier

/// A vendor with an issuing key, and the licenses and lists that it signs.
///
/// The other roles have one key each, the same for every vendor.
package struct TestVendor: Sendable {
    package let issuer: Issuer
    package let trusted: TrustedKeys
    /// Draws what the vendor's licenses are called, which no two vendors have in common.
    private let names: SplitMix64

    /// - Parameters:
    ///   - seed: draws the organization.
    ///   - key: the number of the issuing key; nil for the seed.
    package init(seed: UInt64 = 7, key: UInt8? = nil) {
        var generator = SplitMix64(seed: seed)
        issuer = Issuer(
            .random(using: &generator), key: .test(key ?? UInt8(truncatingIfNeeded: seed)))
        trusted = TrustedKeys(pinning: issuer.verificationKey)
        names = generator
    }

    package var organization: OrganizationID { issuer.organization }
}

// MARK: - Keys of the other roles

extension TestVendor {
    /// Signs certificates and receipts.
    package static var answering: SigningKey { .test(2) }
    /// Signs status lists, deltas and staples.
    package static var listing: SigningKey { .test(3) }

    package static var activationKeys: ActivationKeys {
        ActivationKeys(pinning: answering.verificationKey)
    }

    package static var statusKeys: StatusKeys { StatusKeys(pinning: listing.verificationKey) }
}

// MARK: - Licenses

extension TestVendor {
    /// Claims with nothing but what is required, and the changes.
    package func claims(_ change: (inout LicenseClaims) -> Void = { _ in }) -> LicenseClaims {
        var names = names
        var claims = LicenseClaims(
            .random(using: &names), of: organization, benefit: .random(using: &names),
            prefix: LicensePrefix("DEMO")!, issuedAt: moment("2026-01-01"))
        change(&claims)
        return claims
    }

    package func license(
        _ change: (inout LicenseClaims) -> Void = { _ in }
    ) throws -> VerifiedLicense {
        try verified(claims(change))
    }

    package func verified(_ claims: LicenseClaims) throws -> VerifiedLicense {
        try verified(issuer.mint(claims))
    }

    /// What a program makes of a license's text.
    package func verified(_ minted: MintedLicense) throws -> VerifiedLicense {
        try trusted.verify(LicenseKey(parsing: minted.text))
    }

    /// Facts under which a license of these claims has nothing against it but what it asks for.
    package func facts(_ claims: LicenseClaims) -> Facts {
        Facts(
            organization: claims.organization, benefit: .exactly(claims.benefit),
            prefix: .exactly(claims.prefix))
    }
}
