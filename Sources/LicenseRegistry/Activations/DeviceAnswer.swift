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

    /// What the rules decided, and what is sent.
    init(_ answer: Answer, receipt: [UInt8]) {
        self.receipt = receipt
        verdict = answer.verdict
        activation = answer.activation
        overdraft = answer.overdraft
        outcome =
            if case .new(let draft) = answer.reply { draft.receipt.outcome } else { nil }
    }
}
