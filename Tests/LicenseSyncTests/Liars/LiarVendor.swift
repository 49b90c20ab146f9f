import COSE
import COSESigning
import LicenseTestSupport
import LicenseVerifier

@testable import LicenseSync

/// A message on its way to the vendor, with the device whose key signs it.
struct Envelope {
    enum Contents {
        case request(ActivationRequest)
        case report(UsageReport)
    }

    let contents: Contents
    /// The number of the device that signs it.
    let signer: Int
    /// Whether it comes from a device that keeps to the rules.
    let isHonest: Bool
    /// What names it.
    let digest: MessageDigest
    /// The signed object; nil where signatures are taken for granted.
    let message: SignedMessage?
}

/// A vendor's answer on its way to a device.
struct Delivery {
    let receipt: Receipt
    let certificate: ActivationCertificate?
    let digest: MessageDigest
}

/// How messages are authenticated in a simulation.
enum Sealing {
    /// By the number of their signer: thousands of schedules a second.
    case byNumber
    /// By their signatures, over the bytes of the wire.
    case signed
}

/// A vendor of one metered license, with books of its own about all that it has ever signed.
struct LiarVendor {
    static let limit: UInt64 = 1000
    static let license: LicenseClaims = {
        var claims = SyncFixture.plain.license.claims
        claims.usageLimit = limit
        claims.activationLimit = .seats(4)
        return claims
    }()
    static let devices = (0..<6).map { try! SyncFixture.deviceKey($0).verificationKey }
    private static let ids: [ActivationID] = (0..<64).map { SyncFixture.id(500 + $0) }
    private static let service = ActivationKeys(
        pinning: SyncFixture.serviceKey().verificationKey)

    let sealing: Sealing
    var account = LicenseAccount(Self.license)
    var activations: [ActivationState] = []
    var policy: SyncPolicy
    /// The largest allowance in a certificate of each activation, in their order.
    private(set) var signed: [UInt64] = []
    /// What came back of it.
    private(set) var returned: UInt64 = 0
    private var recorded: [MessageDigest: Delivery] = [:]
    private var names: UInt64 = 0

    init(_ sealing: Sealing, _ policy: SyncPolicy) {
        self.sealing = sealing
        self.policy = policy
    }

    /// Another digest for each message.
    mutating func nextDigest() -> MessageDigest {
        names += 1
        var generator = SplitMix64(seed: names)
        return MessageDigest(generator.bytes(MessageDigest.byteCount))!
    }

    /// Answers a message; nil where it is not of the device that it speaks for.
    mutating func answer(_ envelope: Envelope, at now: Timestamp) throws -> Delivery? {
        guard let (answer, index) = try decide(envelope, at: now) else { return nil }
        let held = index.map { activations[$0].allowance } ?? Allowance()
        account = answer.account
        guard case .new(let draft) = answer.reply else {
            // The same message gets the same answer.
            return recorded[envelope.digest]
        }
        let delivery = try send(draft)
        guard var activation = answer.activation else { return delivery }
        if answer.isRemembered {
            activation.history.record(
                receipt: delivery.digest, for: draft.receipt.sequence ?? 0)
            recorded[envelope.digest] = delivery
        }
        let place = index ?? activations.count
        if index == nil {
            activations.append(activation)
            signed.append(0)
        } else {
            activations[place] = activation
        }
        if let allowance = draft.certificate?.allowance {
            signed[place] = max(signed[place], allowance)
        }
        let (before, after) = (held.granted, activation.allowance.granted)
        returned += before > after ? before - after : 0
        if account.isHeldBack {
            try hold(after <= before, "a message of a device grants units while they are held back")
        }
        if held.overdraft > 0 {
            try hold(after <= before, "a device in overdraft is granted more")
        }
        return delivery
    }

    private func decide(
        _ envelope: Envelope, at now: Timestamp
    ) throws -> (Answer, Int?)? {
        switch envelope.contents {
        case .request(let contents):
            let index = activations.firstIndex { $0.device == contents.device }
            let (held, id) = (index.map { activations[$0] }, Self.ids[activations.count])
            if let message = envelope.message {
                guard let request = try? ActivationRequest.verify(message) else { return nil }
                return (
                    account.answer(request, held: held, id: id, policy: policy, at: now), index
                )
            }
            guard contents.device == Self.devices[envelope.signer] else { return nil }
            let request = NamedRequest(contents: contents, digest: envelope.digest)
            return (account.answer(request, held: held, id: id, policy: policy, at: now), index)
        case .report(let contents):
            guard let index = activations.firstIndex(where: { $0.id == contents.activation })
            else { return nil }
            let held = activations[index]
            if let message = envelope.message {
                guard let report = try? UnverifiedUsageReport(message).verified(by: held.device)
                else { return nil }
                return (account.answer(report, of: held, policy: policy, at: now), index)
            }
            guard held.device == Self.devices[envelope.signer] else { return nil }
            let report = NamedReport(contents: contents, digest: envelope.digest)
            return (account.answer(report, of: held, policy: policy, at: now), index)
        }
    }

    /// Signs an answer, or at least sees that it can be said.
    private mutating func send(_ draft: ReceiptDraft) throws -> Delivery {
        guard sealing == .signed else {
            try draft.receipt.checkRanges()
            try draft.certificate?.checkRanges()
            return Delivery(
                receipt: draft.receipt, certificate: draft.certificate, digest: nextDigest())
        }
        let message = try draft.signed(by: SyncFixture.serviceKey())
        let verified = try Self.service.verifyReceipt(message)
        return Delivery(
            receipt: verified.receipt, certificate: verified.certificate?.certificate,
            digest: verified.digest)
    }

    /// Takes a device's seat away, without its word.
    mutating func free(_ index: Int, at now: Timestamp) {
        guard !activations[index].status.hasEnded else { return }
        if activations[index].holdsSeat(at: now) { account.seats.giveBack() }
        activations[index].status = .ended
    }

    /// Takes all that a device claims out of the license.
    mutating func void(_ index: Int, at now: Timestamp) {
        returned += account.void(&activations[index], at: now)
    }
}
