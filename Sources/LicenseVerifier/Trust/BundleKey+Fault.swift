extension BundleKey {
    /// Step 12: what speaks against a license of this key; nil for nothing.
    ///
    /// A thief writes any moment of issue that he likes, so every license of a compromised key is
    /// refused, whenever it says that it was minted, unless the vendor affirmed it.
    package func fault(
        of claims: LicenseClaims, of organization: OrganizationID?, isAffirmed: Bool
    ) -> IssuerFault? {
        if claims.organization != organization { return .organization }
        if compromisedAt != nil, !isAffirmed { return .compromised }
        if !covers(claims.issuedAt) { return .window }
        if let benefits, !benefits.contains(claims.benefit) { return .benefit }
        if let longestLifetime {
            guard let expiresAt = claims.expiresAt,
                expiresAt - claims.issuedAt <= longestLifetime
            else { return .lifetime }
        }
        if requiresStatusIndex, claims.statusIndex == nil { return .statusIndex }
        return nil
    }
}
