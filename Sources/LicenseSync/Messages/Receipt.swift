public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// A service's answer to a request or a report.
    public static let receipt = MessageType.mediaType("application/vnd.latchkey.receipt+cwt")
}

/// What became of a device's message (Device-Messages §7).
public enum SyncOutcome: Int64, Sendable, CaseIterable {
    /// Taken; a repeated message gets the recorded answer again.
    case accepted = 1
    /// A newer report was taken before; what this one says is counted, and nothing else changes.
    case stale = 2
    /// Two copies of one ledger are in use.
    case forked = 3
    /// All seats of the license are taken.
    case noSeat = 4
    /// The license was revoked.
    case revoked = 5
    /// The license is suspended.
    case suspended = 6
    /// The license has expired.
    case expired = 7
    /// The service does not know the license, or the proof of it does not fit.
    case unknownLicense = 8
    /// The activation was ended; the device may ask for a new one.
    case deactivated = 9
    /// What the program presents is not what the license asks for.
    case conditions = 10
    /// The report says more than can be counted; nothing changes.
    case usage = 11
}

/// What a service says of a device's message (Device-Messages §7).
///
/// A value like any other: to hold one proves nothing.
public struct Receipt: Equatable, Sendable {
    /// The message that is answered.
    public var request: MessageDigest
    /// When it was made, by the service's clock.
    public var issuedAt: Timestamp
    /// What became of it.
    public var outcome: SyncOutcome
    /// Whose message it was; absent where there is no activation.
    public var activation: ActivationID?
    /// The number of the report that is answered; absent in the answer to a request.
    public var sequence: UInt64?
    /// The new certificate, signed on its own.
    public var certificate: SignedMessage?
    /// A license that replaces the one that the device holds.
    public var replacement: LicenseKey?
    /// What all devices of the license have used together, as far as the service knows: of the
    /// units, and of the meters that this device counts.
    public var usage: UsageTotal

    /// An answer with nothing but what is required.
    public init(to request: MessageDigest, _ outcome: SyncOutcome, issuedAt: Timestamp) {
        self.request = request
        self.outcome = outcome
        self.issuedAt = issuedAt
        usage = UsageTotal()
    }

    /// Signs the receipt with a service key of the role `activate`.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        try sign(payload(), as: Self.form, by: key)
    }

    func signedUnchecked(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        try signUnchecked(payload(), as: Self.form, by: key)
    }
}

extension ActivationKeys {
    /// Checks who signed a receipt and what they signed, and the certificate in it
    /// (Device-Messages, verification).
    ///
    /// Whether it answers a message of this device is checked by `DeviceState.apply`. Costs one
    /// Ed25519 verification, and one more for the certificate.
    public func verifyReceipt(_ message: SignedMessage) throws(SyncError) -> VerifiedReceipt {
        let claims = try claims(of: message, as: Receipt.form)
        let receipt = try Receipt(claims)
        try check(message, issuedAt: receipt.issuedAt, organization: nil)
        var certificate: VerifiedActivationCertificate?
        if let inner = receipt.certificate {
            certificate = try verifyCertificate(inner)
        }
        return VerifiedReceipt(receipt: receipt, certificate: certificate, message: message)
    }
}

/// A receipt that a trusted service key has signed, with its certificate.
///
/// Only `ActivationKeys` makes one.
public struct VerifiedReceipt: Equatable, Sendable {
    /// What the service says.
    public let receipt: Receipt
    /// The new certificate, verified like any other.
    public let certificate: VerifiedActivationCertificate?
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(
        receipt: Receipt, certificate: VerifiedActivationCertificate?, message: SignedMessage
    ) {
        self.receipt = receipt
        self.certificate = certificate
        self.message = message
    }

    /// Names this message in the device's next report.
    public var digest: MessageDigest { MessageDigest(of: message.bytes) }
}
