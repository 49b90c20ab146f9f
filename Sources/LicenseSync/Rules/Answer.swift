public import COSE
public import COSESigning

/// What a service does with one message of a device, decided without doing anything.
///
/// The caller writes the account and the activation, with the answer beside them under the
/// message's digest, in one transaction that nobody else's answer for the license interleaves.
public struct Answer: Equatable, Sendable {
    /// The license afterwards.
    public var account: LicenseAccount
    /// The activation afterwards; nil where there is none.
    public var activation: ActivationState?
    /// What to send.
    public var reply: Reply
    /// What a report was found to be; nil in answers to requests.
    public var verdict: ReportVerdict?

    init(
        _ account: LicenseAccount, _ activation: ActivationState?, _ reply: Reply,
        _ verdict: ReportVerdict? = nil
    ) {
        self.account = account
        self.activation = activation
        self.reply = reply
        self.verdict = verdict
    }

    /// How much the device says it has used beyond what it was granted.
    public var overdraft: UInt64 { activation?.allowance.overdraft ?? 0 }

    /// Whether the answer takes its place in the history, to be sent again for the same message.
    ///
    /// A report that is late, of a second copy or out of range must not take the place of the one
    /// that was taken under its number.
    public var isRemembered: Bool { verdict == nil || verdict == .accepted }
}

/// What a service sends.
public enum Reply: Equatable, Sendable {
    /// The answer that is recorded under this digest, byte for byte.
    case recorded(MessageDigest)
    /// A new one, to be signed.
    case new(ReceiptDraft)
}

/// A receipt before it is signed, with its certificate before that is.
public struct ReceiptDraft: Equatable, Sendable {
    /// The answer, without a certificate.
    public var receipt: Receipt
    /// The certificate; nil where the device gets none.
    public var certificate: ActivationCertificate?

    /// A draft of both.
    public init(receipt: Receipt, certificate: ActivationCertificate? = nil) {
        self.receipt = receipt
        self.certificate = certificate
    }

    /// Signs certificate and receipt with a service key of the role `activate`.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        var receipt = receipt
        if let certificate { receipt.certificate = try certificate.signed(by: key) }
        return try receipt.signed(by: key)
    }

    /// The same without the check of the signatures: for many answers at once, of which the caller
    /// lets none go before `signed` has made one of them.
    package func signedUnchecked(
        by key: borrowing SigningKey
    ) throws(SyncError) -> SignedMessage {
        var receipt = receipt
        if let certificate { receipt.certificate = try certificate.signedUnchecked(by: key) }
        return try receipt.signedUnchecked(by: key)
    }
}
