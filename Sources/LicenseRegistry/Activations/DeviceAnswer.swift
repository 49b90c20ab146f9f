public import COSE
public import LicenseSync

/// What a device's message led to.
public struct DeviceAnswer: Sendable {
    /// The signed receipt.
    public let receipt: [UInt8]
    /// What a report was found to be; nil for requests.
    public let verdict: ReportVerdict?
    /// What was decided; nil where an earlier answer is repeated.
    public let outcome: SyncOutcome?
    /// The activation; nil where there is none.
    public let activation: ActivationState?
    /// By how much the device has used more than it was allowed.
    public let overdraft: UInt64
    /// The license, by its newest key.
    public let license: LicenseRecord
    /// Whether this is the key that the device has once it has taken the answer.
    public let leavesNewestKey: Bool

    /// An answer that gives no seat, such as the signed license for a third-party key.
    public init(
        _ receipt: Receipt, signed message: SignedMessage, about license: LicenseRecord
    ) {
        self.receipt = message.bytes
        verdict = nil
        outcome = receipt.outcome
        activation = nil
        overdraft = 0
        self.license = license
        leavesNewestKey = receipt.replacement != nil
    }

    /// What the rules decided, and what is sent.
    ///
    /// - Parameter held: the digest of the license key that the device is known to have; nil for none.
    init(_ answer: Answer, receipt: [UInt8], about license: LicenseRecord, holding held: [UInt8]?) {
        self.receipt = receipt
        self.license = license
        verdict = answer.verdict
        activation = answer.activation
        overdraft = answer.overdraft
        if case .new(let draft) = answer.reply {
            outcome = draft.receipt.outcome
            leavesNewestKey = held == license.tokenDigest || draft.receipt.replacement != nil
        } else {
            outcome = nil
            leavesNewestKey = held == license.tokenDigest
        }
    }
}
