import COSE
import LicenseSync
import LicenseVerifier

/// Answers to the messages of devices.
///
/// The rules are LicenseSync's; here their outcome is kept durably.
struct DeviceAnswers {
    /// Signs an answer.
    typealias Signer = (ReceiptDraft) throws(SyncError) -> SignedMessage

    let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func answer(
        _ request: VerifiedActivationRequest, about license: LicenseID, token: [UInt8]?,
        exchanging: Bool, id: ActivationID, policy: SyncPolicy, _ sign: Signer
    ) throws(RegistryError) -> DeviceAnswer {
        try change.requireCurrent()
        let meters: [Meter] =
            if case .deactivate(let used) = request.request.kind {
                used.entries.map(\.meter)
            } else {
                []
            }
        let activations = ActivationQueries(change)
        let device = request.request.device
        let known = try activations.activation(of: device, for: license)?.state.usage.entries
        let (account, record) = try LicenseAccounts(change).take(
            license, meters: meters + (known ?? []).map(\.meter))
        let held = try activations.activation(of: device, for: license)
        if let token { try check(token, of: record, isGivingBack: held != nil, request) }
        var answer = account.answer(
            request, held: held?.state, id: id, policy: policy, at: change.now)
        if exchanging { try answer.replace([], by: record) }
        if let token, try activations.had(token, record) {
            try answer.replace(token, by: record)
        }
        let result = try finish(answer, to: request.digest, held?.state, license, sign)
        try recordEvents(of: answer, changing: account, held)
        let token = exchanging ? record.tokenDigest : token
        if let token, let activation = answer.activation, try activations.had(token, record) {
            try ActivationChanges(change).set(token: token, of: activation.id)
            if exchanging { try KeyTextChanges(change).exchange(of: license) }
        }
        return result
    }

    func answer(
        _ report: VerifiedUsageReport, policyFor policy: (LicenseClaims) -> SyncPolicy,
        _ sign: Signer
    ) throws(RegistryError) -> DeviceAnswer {
        try change.requireCurrent()
        let activations = ActivationQueries(change)
        guard let held = try activations.activation(report.report.activation) else {
            throw .missing(kind: .activation)
        }
        let meters = (held.state.usage.entries + report.report.usage.entries).map(\.meter)
        let (account, record) = try LicenseAccounts(change).take(held.license, meters: meters)
        try HeldListClaims(change).learn(report.report.held.lists, from: record.claims)
        var answer = account.answer(
            report, of: held.state, policy: policy(record.claims), at: change.now)
        if let token = try activations.token(of: held.id), try activations.had(token, record) {
            try answer.replace(token, by: record)
        }
        let result = try finish(answer, to: report.digest, held.state, held.license, sign)
        try recordEvents(of: answer, changing: account, held)
        return result
    }

    /// Refuses a token that the license does not have, byte for byte, whoever has signed it.
    ///
    /// A device that gives its own seat back proves that it is the device, and needs no token.
    private func check(
        _ token: [UInt8], of record: LicenseRecord, isGivingBack holdsSeat: Bool,
        _ request: VerifiedActivationRequest
    ) throws(RegistryError) {
        if try KeyQueries(change).isGood(token, of: record) { return }
        if case .deactivate = request.request.kind, holdsSeat { return }
        throw try ActivationQueries(change).had(token, record) ? .tokenVoid : .tokenUnknown
    }

    /// Writes what the rules decided, and signs or repeats the answer.
    private func finish(
        _ answer: Answer, to digest: MessageDigest, _ held: ActivationState?,
        _ license: LicenseID, _ sign: Signer
    ) throws(RegistryError) -> DeviceAnswer {
        var result = DeviceAnswer(answer)
        guard case .new(let draft) = answer.reply else {
            guard let activation = answer.activation else { throw .missing(kind: .activation) }
            result.receipt = try MessageQueries(change).answer(to: digest, of: activation.id)
            return result
        }
        do throws(SyncError) {
            result.receipt = try sign(draft).bytes
        } catch {
            throw .message(error)
        }
        guard var activation = answer.activation else { return result }
        let sequence = draft.receipt.sequence ?? 0
        if answer.isRemembered {
            activation.history.record(receipt: MessageDigest(of: result.receipt), for: sequence)
        }
        try ActivationChanges(change).write(activation, replacing: held, of: license)
        if answer.isRemembered {
            try MessageChanges(change).write(
                activation.history, replacing: held?.history, of: activation.id,
                answer: (sequence, digest, result.receipt))
        }
        try audit(answer, held, license)
        return result
    }

    /// Reports are many and tell nothing new; what changes seats, or should not be, is recorded.
    private func audit(
        _ answer: Answer, _ held: ActivationState?, _ license: LicenseID
    ) throws(RegistryError) {
        guard let activation = answer.activation else { return }
        let name = activation.label.map { "\($0)" } ?? "\(activation.id)"
        if held == nil {
            try change.audit(.activationTake, of: license, name)
        } else if held?.standing != activation.standing {
            try change.audit(
                activation.standing.hasEnded ? .activationFree : .activationFork, of: license,
                name)
        }
        if answer.overdraft > held?.allowance.overdraft ?? 0 {
            try change.audit(
                .activationOverdraft, of: license, "\(name): \(answer.overdraft) units")
        }
    }
}
