import LicenseRegistry

/// What verifies licenses by the issuing keys of the registry, and is told when there are others.
protocol IssuerTrust: Sendable {
    /// Trusts these keys and no others.
    func trust(_ keys: [SigningKeyRecord])
}
