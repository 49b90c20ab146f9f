import LicenseVerifier

extension ServedTrust {
    /// What is handed out to an organization's devices; nil where its bundle is not served here.
    func content(of organization: OrganizationID) -> Content? {
        current.flatMap { $0.bundle.organization == organization ? $0 : nil }
    }
}
