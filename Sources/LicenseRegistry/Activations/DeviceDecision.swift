import COSE
import LicenseSync
import LicenseVerifier

/// The answer to a device's message as it was decided on one version of its license.
///
/// It never changes, and is shared rather than copied on its way through many steps.
final class DeviceDecision: Sendable {
    /// Signs answers.
    typealias Signer = ([ReceiptDraft]) -> [Result<SignedMessage, SyncError>]

    /// What the rules say.
    let answer: Answer
    /// Names the message.
    let message: MessageDigest
    /// The license as it was before.
    let account: LicenseAccount
    /// Its version.
    let version: Int64
    /// How often the registry had been resumed by then.
    let epoch: Int64
    /// The device's activation as it was before; nil where it had none.
    let held: ActivationRecord?
    /// The license, by its newest token.
    let record: LicenseRecord
    /// The token that the device had when it asked; nil where nobody knows.
    let heldToken: [UInt8]?
    /// The token that the device is known to have from now on; nil for what is known.
    let token: [UInt8]?
    /// Whether the device gets the signed key for a third-party one.
    let isExchange: Bool
    /// Whether the license has had the token that the device is known to have.
    let hadToken: Bool
    /// Whether the device says that it holds a status list that is newer than those it is told of.
    let claimsNewerLists: Bool
    /// How new the lists and bundles are that it says it holds; nil where it says nothing.
    let holds: SeenVersions?
    /// The activation whose seat and units the device gets, as it is the same machine; it ends where
    /// the device gets an activation.
    let replaced: ReplacedActivation?
    /// The signed answer; empty until it is signed.
    let receipt: [UInt8]

    init(
        _ answer: Answer, to message: MessageDigest, _ license: AnsweredLicense,
        held: ActivationRecord?, heldToken: [UInt8]?, token: [UInt8]? = nil,
        isExchange: Bool = false, replaced: ReplacedActivation? = nil, hadToken: Bool,
        claimsNewerLists: Bool = false, holds: SeenVersions? = nil, recorded: [UInt8]
    ) {
        self.holds = holds
        self.answer = answer
        self.message = message
        account = license.account
        version = license.version
        epoch = license.epoch
        self.held = held
        record = license.record
        self.heldToken = heldToken
        self.token = token
        self.isExchange = isExchange
        self.hadToken = hadToken
        self.claimsNewerLists = claimsNewerLists
        self.replaced = replaced
        receipt = recorded
    }

    private init(_ decision: DeviceDecision, receipt: [UInt8]) {
        answer = decision.answer
        message = decision.message
        account = decision.account
        version = decision.version
        epoch = decision.epoch
        held = decision.held
        record = decision.record
        heldToken = decision.heldToken
        token = decision.token
        isExchange = decision.isExchange
        hadToken = decision.hadToken
        claimsNewerLists = decision.claimsNewerLists
        holds = decision.holds
        replaced = decision.replaced
        self.receipt = receipt
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
        return held.state.status == activation.status && !releasesKeptSeat
            && answer.overdraft <= held.state.allowance.overdraft
    }

    /// Whether the device itself gives up a seat that others have given up for it.
    var releasesKeptSeat: Bool {
        held?.state.keptUntil != nil && answer.activation.map { $0.keptUntil == nil } ?? false
    }

    /// Whether a seat is free afterwards that was not before.
    var freesSeat: Bool {
        replaced != nil || releasesKeptSeat
            || held?.state.status.hasEnded == false && answer.activation?.status.hasEnded == true
    }

    /// What the caller is told.
    var result: DeviceAnswer {
        DeviceAnswer(answer, receipt: receipt, about: record, holding: heldToken)
    }

    /// What is to be signed; nil for an answer that is repeated.
    var draft: ReceiptDraft? {
        guard case .new(let draft) = answer.reply else { return nil }
        return draft
    }

    /// The decision with its signed answer.
    func signed(_ message: SignedMessage) -> DeviceDecision {
        DeviceDecision(self, receipt: message.bytes)
    }

    /// The activation afterwards, with the answer in its history; nil where there is none.
    var activation: ActivationState? {
        guard var activation = answer.activation else { return nil }
        if answer.isRemembered {
            activation.history.record(receipt: MessageDigest(of: receipt), for: sequence)
        }
        return activation
    }

    /// Under which number the answer is remembered.
    var sequence: UInt64 { draft?.receipt.sequence ?? 0 }
}

/// An activation of the same machine under another key, which it has lost.
struct ReplacedActivation {
    let seat: DeviceMessage.ReplacedSeat
    /// As it was, and without the units that it had left.
    let units: ActivationChange

    init(_ seat: DeviceMessage.ReplacedSeat, _ record: ActivationRecord, _ after: ActivationState) {
        self.seat = seat
        units = ActivationChange(of: record.license, from: record.state, to: after)
    }
}

extension [DeviceDecision] {
    /// The decisions with their signed answers, or why one cannot be signed.
    func signed(by sign: DeviceDecision.Signer) -> [Result<DeviceDecision, RegistryError>] {
        var signatures = sign(compactMap(\.draft))[...]
        return map { decision in
            guard decision.draft != nil, let signature = signatures.popFirst() else {
                return .success(decision)
            }
            return signature.map { decision.signed($0) }.mapError { .message($0) }
        }
    }
}
