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
        let (account, record) = try LicenseAccounts(change).take(license)
        let activations = ActivationQueries(change)
        if let token, try activations.isVoid(token) { throw .tokenVoid }
        let held = try activations.activation(of: request.request.device, for: license)
        var answer = account.answer(
            request, held: held?.state, id: id, policy: policy, at: change.now)
        if exchanging { try answer.replace([], by: record) }
        if let token { try answer.replace(token, by: record) }
        let result = try finish(answer, to: request.digest, held?.state, license, sign)
        try recordEvents(of: answer, changing: account, held)
        let token = exchanging ? record.tokenDigest : token
        if let token, let activation = answer.activation {
            try ActivationChanges(change).set(token: token, of: activation.id)
            if exchanging { try KeyTextChanges(change).exchange(of: license) }
        }
        return result
    }

    func answer(
        _ report: VerifiedUsageReport, policyFor policy: (LicenseClaims) -> SyncPolicy,
        _ sign: Signer
    ) throws(RegistryError) -> DeviceAnswer {
        let activations = ActivationQueries(change)
        guard let held = try activations.activation(report.report.activation) else {
            throw .missing(kind: .activation)
        }
        let (account, record) = try LicenseAccounts(change).take(held.license)
        var answer = account.answer(
            report, of: held.state, policy: policy(record.claims), at: change.now)
        if let token = try activations.token(of: held.id) {
            try answer.replace(token, by: record)
        }
        let result = try finish(answer, to: report.digest, held.state, held.license, sign)
        try recordEvents(of: answer, changing: account, held)
        return result
    }

    /// Writes what the rules decided, and signs or repeats the answer.
    ///
    /// A late report, or one of a second copy, is answered and not remembered: it must not take the
    /// place of the one that was taken under its number.
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
        try count(answer, draft.receipt.outcome, held, license)
        guard var activation = answer.activation else { return result }
        let isRemembered = answer.verdict == nil || answer.verdict == .accepted
        let sequence = draft.receipt.sequence ?? 0
        if isRemembered {
            activation.history.record(receipt: MessageDigest(of: result.receipt), for: sequence)
        }
        try ActivationChanges(change).write(activation, replacing: held, of: license)
        if isRemembered {
            try MessageChanges(change).write(
                activation.history, replacing: held?.history, of: activation.id,
                answer: (sequence, digest, result.receipt))
        }
        try audit(answer, held, license)
        return result
    }

    /// What the day had: a new device, units that were used, or a refusal.
    private func count(
        _ answer: Answer, _ outcome: SyncOutcome, _ held: ActivationState?, _ license: LicenseID
    ) throws(RegistryError) {
        let used = answer.activation?.allowance.used ?? 0
        let before = held?.allowance.used ?? 0
        let isNew = held == nil && answer.activation != nil
        guard isNew || used > before || outcome != .accepted,
            let organization = try LicenseQueries(change).license(license)?.claims.organization
        else { return }
        let counts = DayCountChanges(change)
        if isNew { try counts.add(1, .activations, of: organization) }
        if used > before {
            try counts.add(Int64(clamping: used - before), .units, of: organization)
        }
        if outcome != .accepted { try counts.addRefusal(outcome.code, of: organization) }
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
                activation.standing == .ended ? .activationFree : .activationFork, of: license,
                name)
        }
        if answer.overdraft > 0 {
            try change.audit(
                .activationOverdraft, of: license, "\(name): \(answer.overdraft) units")
        }
    }
}
