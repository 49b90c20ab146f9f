public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// The proof that a device has a seat.
    public static let activationCertificate = MessageType.mediaType(
        "application/vnd.latchkey.activation+cwt")
}

/// What a service asserts about one device's seat (Device-Messages §5).
///
/// A value like any other: to hold one proves nothing. One that may be believed comes out of a
/// `VerifiedActivationCertificate`.
public struct ActivationCertificate: Equatable, Sendable {
    /// Names the seat; stays through every renewal.
    public var activation: ActivationID
    /// The license that the seat belongs to.
    public var license: LicenseID
    /// Who sold it.
    public var organization: OrganizationID
    /// The only device that may use the certificate: the one with this private key.
    public var device: VerificationKey
    /// When it was made.
    public var issuedAt: Timestamp
    /// Until when the seat is the device's, this moment excluded; absent: for good.
    public var leaseEnd: Timestamp?
    /// The machine, as the device described it.
    public var fingerprint: Fingerprint?
    /// How far the device may count the license's units, all that it ever used included; absent:
    /// the license is unmetered.
    public var allowance: UInt64?
    /// The device's name for people.
    public var label: DeviceLabel?
    /// What the program presented; at most 32, ascending by name.
    public var conditions: [Condition]
    /// Replaces the license's own expiry, for licenses whose time begins with their
    /// first use.
    public var expiryOverride: Timestamp?
    /// The newest status lists that the service knew.
    public var lists: ListSequences

    /// A certificate with nothing but what is required.
    public init(
        _ activation: ActivationID, of license: LicenseID, organization: OrganizationID,
        device: VerificationKey, issuedAt: Timestamp
    ) {
        self.activation = activation
        self.license = license
        self.organization = organization
        self.device = device
        self.issuedAt = issuedAt
        conditions = []
        lists = ListSequences()
    }

    /// Signs the certificate with a service key of the role `activate`.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        try sign(payload(), as: Self.form, by: key)
    }

    func signedUnchecked(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        try signUnchecked(payload(), as: Self.form, by: key)
    }
}

extension ActivationKeys {
    /// Checks who signed a certificate and what they signed (Device-Messages, verification).
    ///
    /// Whether it is this device's, and good now, is checked by `VerifiedActivationCertificate`.
    /// Costs one Ed25519 verification.
    public func verifyCertificate(
        _ message: SignedMessage
    ) throws(SyncError) -> VerifiedActivationCertificate {
        let claims = try claims(of: message, as: ActivationCertificate.form)
        let certificate = try ActivationCertificate(claims)
        try check(
            message, issuedAt: certificate.issuedAt, organization: certificate.organization)
        return VerifiedActivationCertificate(certificate: certificate, message: message)
    }
}

/// A certificate that a trusted service key has signed.
///
/// Only `ActivationKeys` makes one.
public struct VerifiedActivationCertificate: Equatable, Sendable {
    /// What the service asserts.
    public let certificate: ActivationCertificate
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(certificate: ActivationCertificate, message: SignedMessage) {
        self.certificate = certificate
        self.message = message
    }

    /// The certificate in the form for QR codes and for reading aloud.
    public var carrierText: String { Carrier.encode(message.bytes) }

    /// Whether the certificate is this device's, and for this license (step 9).
    public func check(
        device: VerificationKey, license: LicenseID
    ) throws(SyncError) {
        guard certificate.device == device else { throw .otherDevice }
        guard certificate.license == license else { throw .otherLicense }
    }

    /// Whether this one replaces another of the same seat: the later one, and of two of
    /// one moment the one that allows more.
    ///
    /// Of any set of certificates the same one is left, in whatever order they come.
    public func replaces(_ other: VerifiedActivationCertificate) -> Bool {
        let (new, old) = (certificate, other.certificate)
        guard new.activation == old.activation, new.device == old.device else { return false }
        if new.issuedAt != old.issuedAt { return new.issuedAt > old.issuedAt }
        if new.allowance != old.allowance {
            return (new.allowance ?? .max) > (old.allowance ?? .max)
        }
        return other.message.bytes.lexicographicallyPrecedes(message.bytes)
    }
}
