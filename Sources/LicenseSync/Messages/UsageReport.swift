public import COSE
public import COSESigning
public import LicenseVerifier

extension MessageType {
    /// What a device has used.
    public static let usageReport = MessageType.mediaType("application/vnd.latchkey.report+cwt")
}

/// What a device says of its use (Device-Messages §6).
///
/// A value like any other: to hold one proves nothing.
public struct UsageReport: Equatable, Sendable {
    /// By which activation.
    public var activation: ActivationID
    /// Counts the reports of the activation, from 1 on.
    public var sequence: UInt64
    /// When it was made, by the device's clock.
    public var issuedAt: Timestamp
    /// All that was ever used.
    public var usage: UsageTotal
    /// The position of the usage journal.
    public var journal: JournalHash
    /// The report before this one; absent in the first.
    public var previousReport: MessageDigest?
    /// The newest receipt that the device has taken; absent before the first.
    public var previousReceipt: MessageDigest?
    /// How new the device's trust bundle and status lists are.
    public var held: HeldVersions

    /// The first report of an activation that has used nothing.
    public init(
        of activation: ActivationID, sequence: UInt64, issuedAt: Timestamp,
        journal: JournalHash
    ) {
        self.activation = activation
        self.sequence = sequence
        self.issuedAt = issuedAt
        usage = UsageTotal()
        self.journal = journal
        held = HeldVersions()
    }

    /// Signs the report with the device's key.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        try sign(payload(), as: Self.form, by: key)
    }
}

/// A report whose form was checked and whose signature was not.
///
/// It says which activation's device key must have signed it; nothing else of it can be seen.
public struct UnverifiedUsageReport: Equatable, Sendable {
    /// Whose report it claims to be, by which the device's key is looked up.
    public let activation: ActivationID
    private let message: SignedMessage

    /// Takes a message of this kind.
    public init(_ message: SignedMessage) throws(SyncError) {
        try UsageReport.form.check(message)
        let claims = try UsageReport.form.claims(in: message.unverifiedPayload)
        activation = try UsageReport(claims).activation
        self.message = message
    }

    /// Checks that the activation's device has signed the report.
    ///
    /// Costs one Ed25519 verification.
    public func verified(by device: VerificationKey) throws(SyncError) -> VerifiedUsageReport {
        let claims = try UsageReport.form.claims(of: message, by: device)
        return VerifiedUsageReport(report: try UsageReport(claims), message: message)
    }
}

/// A report that the device's key has signed.
///
/// Only `UnverifiedUsageReport.verified` makes one.
public struct VerifiedUsageReport: Equatable, Sendable {
    /// What the device says.
    public let report: UsageReport
    /// The signed object.
    public let message: SignedMessage

    fileprivate init(report: UsageReport, message: SignedMessage) {
        self.report = report
        self.message = message
    }

    /// Names this message in its answer and in the report after it.
    public var digest: MessageDigest { MessageDigest(of: message.bytes) }
}
