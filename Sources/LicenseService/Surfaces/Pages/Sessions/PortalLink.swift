public import LicenseRegistry
public import LicenseVerifier

/// The link by which a customer signs in to the portal.
public enum PortalLink {
    /// Makes a link that signs a customer in, once.
    ///
    /// - Parameters:
    ///   - maker: the token of who makes it, with which it ends; nil for none.
    ///   - base: where callers find the service.
    public static func make(
        _ sessions: Sessions, for customer: CustomerID, of organization: OrganizationID,
        by maker: ShownToken? = nil, base: String, lifetime: Duration, now: Timestamp
    ) throws(RegistryError) -> String {
        let credential = PageCredential<SignInLinkKind>.random()
        let link = SignInLink(
            id: credential.id, secretDigest: credential.digest,
            holder: .customer(customer, of: organization), by: maker,
            createdAt: now, expiresAt: now + lifetime)
        try sessions.add(link, now: now)
        return "\(base)/portal/open?link=\(credential.text)"
    }
}
