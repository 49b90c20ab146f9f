import COSE
public import LicenseVerifier

/// The issuing keys of a registry: each signs for its organization alone, until it is retired, and
/// within what a trust bundle says of it.
public struct IssuingKeys: Sendable {
    /// The keys and their owners.
    public let records: [SigningKeyRecord]
    /// What the vendor says of the keys; nil for nothing.
    public let bundle: ServedBundle?
    private let trusted: TrustedKeys
    private let owners: [KeyID: SigningKeyRecord]

    /// Takes the keys of a registry; nil when two of them have one key id.
    ///
    /// - Parameter bundle: the vendor's own, whose signatures the caller need not have checked: it
    ///   takes trust away and gives none.
    public init?(_ records: [SigningKeyRecord], within bundle: ServedBundle? = nil) {
        guard let trusted = TrustedKeys(pinning: records.map(\.publicKey)) else { return nil }
        self.records = records
        self.bundle = bundle
        self.trusted = trusted
        owners = Dictionary(records.map { ($0.publicKey.keyID, $0) }) { first, _ in first }
    }

    /// Checks that a license was signed by a key of its organization, when the key was in use.
    public func verify(_ key: LicenseKey) throws(LicenseError) -> VerifiedLicense {
        let license = try trusted.verify(key)
        let claims = license.claims
        guard let owner = owners[license.issuer] else { throw .unknownKey(license.issuer) }
        guard owner.organization == claims.organization else { throw .issuer(.organization) }
        if let retiredAt = owner.retiredAt, claims.issuedAt >= retiredAt { throw .issuer(.window) }
        if let fault = bundle?.fault(of: license) { throw .issuer(fault) }
        return license
    }
}
