public import LicenseRegistry
public import LicenseVerifier

/// The link by which an operator signs in to the dashboard.
public enum AdminLink {
    /// How long it is good.
    public static let lifetime = Duration.seconds(600)

    /// Makes a link that signs in once, as an operator with everything.
    ///
    /// - Parameter base: where callers find the service.
    public static func make(
        _ sessions: Sessions, base: String, now: Timestamp
    ) throws(RegistryError) -> String {
        let credential = PageCredential<SignInLinkKind>.random()
        let link = SignInLink(
            id: credential.id, secretDigest: credential.digest, holder: .owner, by: nil,
            createdAt: now, expiresAt: now + lifetime)
        try sessions.add(link, now: now)
        return "\(base)/admin/open?link=\(credential.text)"
    }
}
