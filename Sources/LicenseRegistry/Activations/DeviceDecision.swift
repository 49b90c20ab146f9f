import COSE
import LicenseSync
import LicenseVerifier

/// The answer to a device's message as it was decided on one version of its license.
struct DeviceDecision {
    /// Signs an answer.
    typealias Signer = (ReceiptDraft) throws(SyncError) -> SignedMessage

    /// What the rules say.
    let answer: Answer
    /// Names the message.
    let message: MessageDigest
    /// The license as it was before.
    let account: LicenseAccount
    /// Its version.
    let version: Int64
    /// The device's activation as it was before; nil where it had none.
    let held: ActivationRecord?
    /// The license, by its newest token.
    let license: LicenseRecord
    /// The token that the device is known to have from now on; nil for what is known.
    let token: [UInt8]?
    /// The token that the device had when it asked; nil where nobody knows.
    let heldToken: [UInt8]?
    /// Whether the device gets the signed key for a third-party one.
    let isExchange: Bool
    /// The signed answer; empty until it is signed.
    private(set) var receipt: [UInt8]

    init(
        _ answer: Answer, to message: MessageDigest, _ account: LicenseAccount, version: Int64,
        of license: LicenseRecord, held: ActivationRecord?, token: [UInt8]?, heldToken: [UInt8]?,
        isExchange: Bool, recorded: [UInt8]
    ) {
        self.answer = answer
        self.message = message
        self.account = account
        self.version = version
        self.held = held
        self.license = license
        self.token = token
        self.heldToken = heldToken
        self.isExchange = isExchange
        receipt = recorded
    }

    /// Whether anything is to be written: neither for an answer that is repeated, nor where the
    /// device has no activation.
    var changesSomething: Bool {
        guard case .new = answer.reply else { return false }
        return answer.activation != nil
    }

    /// Whether it is one of the many reports that tell nothing new, and leave no audit record.
    var isQuiet: Bool {
        guard let held, let activation = answer.activation, token == nil else { return false }
        return held.state.status == activation.status
            && answer.overdraft <= held.state.allowance.overdraft
    }

    /// What the caller is told.
    var result: DeviceAnswer {
        DeviceAnswer(answer, receipt: receipt, about: license, holding: heldToken)
    }

    /// Signs the answer, unless it is one that is repeated.
    func signed(by sign: Signer) throws(RegistryError) -> DeviceDecision {
        guard case .new(let draft) = answer.reply else { return self }
        var decision = self
        do throws(SyncError) {
            decision.receipt = try sign(draft).bytes
        } catch {
            throw .message(error)
        }
        return decision
    }
}
