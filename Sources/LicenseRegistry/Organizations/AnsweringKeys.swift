public import COSE
public import LicenseSync
import LicenseVerifier

/// The keys that have signed certificates for devices: whose word about a seat counts.
///
/// A service's key counts for all organizations until another takes its place, an issuing key for its
/// own organization until it is retired, and each within what the vendor's trust bundle says of it.
public struct AnsweringKeys: Sendable {
    private struct Signer {
        /// Nil for a service's key, which signs for all.
        let organization: OrganizationID?
        let retiredAt: Timestamp?
    }

    private let trusted: ActivationKeys
    private let signers: [KeyID: Signer]
    private let bundle: TrustBundle?

    /// Takes the keys of a registry; nil when two of them have one key id.
    ///
    /// - Parameters:
    ///   - issuers: those that answer devices offline; none for a service.
    ///   - bundle: the vendor's own; nil where programs pin the keys. It only takes trust away.
    public init?(
        _ services: [ServiceKeyRecord], issuers: [SigningKeyRecord], within bundle: ServedBundle?
    ) {
        let services = services.filter { $0.role == .activate }
        let keys = services.map(\.publicKey) + issuers.map(\.publicKey)
        guard let trusted = ActivationKeys(pinning: keys) else { return nil }
        self.trusted = trusted
        self.bundle = bundle?.bundle
        let signers =
            services.map { Signer(organization: nil, retiredAt: $0.retiredAt) }
            + issuers.map { Signer(organization: $0.organization, retiredAt: $0.retiredAt) }
        self.signers = Dictionary(zip(keys.map(\.keyID), signers)) { first, _ in first }
    }

    /// Checks that a certificate was signed by one of the keys while it could.
    public func verifyCertificate(
        _ message: SignedMessage
    ) throws(SyncError) -> CertificateProof {
        try proof(trusted.verifyCertificate(message))
    }

    /// Checks the certificate in a receipt; nil for a receipt without one.
    public func verifyReceipt(_ message: SignedMessage) throws(SyncError) -> CertificateProof? {
        guard let certificate = try trusted.verifyReceipt(message).certificate else { return nil }
        return try proof(certificate)
    }

    private func proof(
        _ verified: VerifiedActivationCertificate
    ) throws(SyncError) -> CertificateProof {
        let (id, certificate) = (verified.message.header.keyID, verified.certificate)
        guard let signer = signers[id] else { throw .unknownKey(id) }
        if let owner = signer.organization, owner != certificate.organization {
            throw .otherOrganization
        }
        if let retiredAt = signer.retiredAt, certificate.issuedAt >= retiredAt {
            throw .outsideWindow
        }
        try check(certificate, by: signer, id)
        return CertificateProof(
            certificate: certificate, isByFormerKey: signer.retiredAt != nil)
    }

    /// What the bundle says: as a device would judge that takes it, but that a service's present key
    /// may be missing, which programs can pin.
    private func check(
        _ certificate: ActivationCertificate, by signer: Signer, _ id: KeyID
    ) throws(SyncError) {
        guard let bundle else { return }
        if let named = bundle.keys.first(where: { $0.key.keyID == id }) {
            guard named.role == .activate, named.compromisedAt == nil else {
                throw .unknownKey(id)
            }
            guard named.covers(certificate.issuedAt) else { throw .outsideWindow }
            return
        }
        guard bundle.organization == certificate.organization else { return }
        let isWithdrawn =
            signer.organization != nil
            || signer.retiredAt != nil && bundle.keys.contains { $0.role == .activate }
        if isWithdrawn { throw .unknownKey(id) }
    }
}

/// A certificate that a key of the registry has signed while it could.
///
/// Only `AnsweringKeys` makes one.
public struct CertificateProof: Sendable {
    /// What the key asserts.
    public let certificate: ActivationCertificate
    /// Whether another key has taken the place of the one that signed it.
    ///
    /// Whoever has stolen such a key can write any moment before that, so by itself it shows nothing
    /// about the registry, and gives nothing beyond what its license has left.
    let isByFormerKey: Bool

    fileprivate init(certificate: ActivationCertificate, isByFormerKey: Bool) {
        self.certificate = certificate
        self.isByFormerKey = isByFormerKey
    }
}
