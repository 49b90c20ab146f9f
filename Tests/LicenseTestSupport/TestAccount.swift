package import COSE
package import LicenseSync
package import LicenseVerifier

/// One license's account as a vendor keeps it, in memory: answers its devices.
package struct TestAccount: Sendable {
    package private(set) var account: LicenseAccount
    package private(set) var activations: [KeyID: ActivationState] = [:]
    package var policy: SyncPolicy
    private var receipts: [MessageDigest: SignedMessage] = [:]
    private var generator = SplitMix64(seed: 77)

    package init(_ claims: LicenseClaims, headroom: UInt64 = 100) {
        account = LicenseAccount(claims)
        policy = SyncPolicy(allowance: AllowancePolicy(headroom: headroom, share: 1))
    }

    /// Answers whatever a device sends; what was answered before gets the same receipt again.
    package mutating func answer(
        _ message: SignedMessage, at now: Timestamp
    ) throws -> SignedMessage {
        let answer: Answer
        let device: KeyID
        if message.header.type == .activationRequest {
            let request = try ActivationRequest.verify(message)
            device = request.request.device.keyID
            answer = account.answer(
                request, held: activations[device], id: .random(using: &generator),
                policy: policy, at: now)
        } else {
            let report = try UnverifiedUsageReport(message)
            let held = activations.first { $0.value.id == report.activation }!
            device = held.key
            answer = account.answer(
                try report.verified(by: held.value.device), of: held.value, policy: policy,
                at: now)
        }
        account = answer.account
        activations[device] = answer.activation
        switch answer.reply {
        case .recorded(let digest): return receipts[digest]!
        case .new(let draft):
            let receipt = try draft.signed(by: TestVendor.answering)
            receipts[draft.receipt.request] = receipt
            if answer.isRemembered {
                activations[device]?.history.record(
                    receipt: MessageDigest(of: receipt.bytes),
                    for: draft.receipt.sequence ?? 0)
            }
            return receipt
        }
    }
}
