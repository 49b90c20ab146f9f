public import COSE
public import COSESigning
import LicenseIssuer
import LicenseSync
import LicenseVerifier

/// The keys that a service signs with, opened.
///
/// A class because private keys cannot be copied and many requests sign with them at once.
public final class ServiceKeys: Sendable {
    private let answers: SigningKey
    private let lists: SigningKey
    /// Mints licenses, where the service may.
    public let minting: MintingKey?

    /// Takes the keys over.
    ///
    /// - Parameters:
    ///   - answers: of the role `activate`: signs certificates and receipts.
    ///   - lists: of the role `status`: signs status lists.
    ///   - minting: of the role `issue`; without one the service mints nothing.
    public init(
        answers: consuming SigningKey, lists: consuming SigningKey, minting: MintingKey? = nil
    ) {
        self.answers = answers
        self.lists = lists
        self.minting = minting
    }

    /// The public half of the key for answers.
    public var answerKey: VerificationKey { answers.verificationKey }
    /// The public half of the key for lists.
    public var listKey: VerificationKey { lists.verificationKey }

    func sign(_ draft: ReceiptDraft) throws(SyncError) -> SignedMessage {
        try draft.signed(by: answers)
    }

    func sign(
        _ list: StatusListBuilder, sequence: UInt64, base: String, issuedAt: Timestamp,
        expiresAt: Timestamp, timeToLive: Duration
    ) throws(IssuerError) -> VerifiedStatusList {
        try list.signed(
            by: lists, sequence: sequence, base: base, issuedAt: issuedAt,
            expiresAt: expiresAt, timeToLive: timeToLive)
    }

    func deltas(
        to list: VerifiedStatusList, log: StatusLog
    ) throws(IssuerError) -> [DeltaPeriod: VerifiedStatusDelta] {
        try list.deltas(log: log, signedBy: lists)
    }
}
