import COSE
import LicenseSync
import LicenseVerifier

/// Answers to the messages of devices, kept durably.
struct DeviceAnswers {
    let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Writes what was decided; nil, and nothing is written, where the license has changed since.
    func write(_ decision: DeviceDecision) throws(RegistryError) -> DeviceAnswer? {
        try change.requireCurrent()
        guard
            try LicenseTurns(change).take(decision.account.license, at: decision.version)
        else { return nil }
        try keep(decision)
        return decision.result
    }

    /// Decides and writes while nobody else can change the license.
    func answer(
        _ message: DeviceMessage, about license: LicenseID, _ sign: DeviceDecision.Signer
    ) throws(RegistryError) -> DeviceAnswer {
        try LicenseTurns(change).take(license)
        let decision = try DeviceDecisions(change, at: change.now).decide(message).signed(by: sign)
        if decision.changesSomething { try keep(decision) }
        return decision.result
    }

    private func keep(_ decision: DeviceDecision) throws(RegistryError) {
        let (answer, held, license) = (
            decision.answer, decision.held?.state, decision.account.license
        )
        guard case .new(let draft) = answer.reply, var activation = answer.activation else {
            return
        }
        try count(answer, draft.receipt.outcome, held)
        let sequence = draft.receipt.sequence ?? 0
        if answer.isRemembered {
            activation.history.record(receipt: MessageDigest(of: decision.receipt), for: sequence)
        }
        try ActivationChanges(change).write(activation, replacing: held, of: license)
        if answer.isRemembered {
            try MessageChanges(change).write(
                activation.history, replacing: held?.history, of: activation.id,
                answer: (sequence, decision.message, decision.receipt))
        }
        try audit(answer, held, license)
        try recordEvents(of: answer, changing: decision.account, decision.held)
        guard let token = decision.token else { return }
        try ActivationChanges(change).set(token: token, of: activation.id)
        if decision.isExchange { try KeyTextChanges(change).exchange(of: license) }
    }

    /// What the day had: a new device, units that were used, or a refusal.
    private func count(
        _ answer: Answer, _ outcome: SyncOutcome, _ held: ActivationState?
    ) throws(RegistryError) {
        // Only what was granted: a device cannot lie units into the plots.
        let used = answer.activation?.allowance.covered ?? 0
        let before = held?.allowance.covered ?? 0
        let organization = answer.account.organization
        var sums: [DayCountChanges.Key: Int64] = [:]
        if held == nil, answer.activation != nil {
            sums[DayCountChanges.Key(organization: organization, kind: .activations)] = 1
        }
        if used > before {
            sums[DayCountChanges.Key(organization: organization, kind: .units)] =
                Int64(clamping: used - before)
        }
        if outcome != .accepted {
            let refusals = DayCountChanges.Key(
                organization: organization, kind: .refusals, code: outcome.code)
            sums[refusals] = 1
        }
        try DayCountChanges(change).add(sums)
    }

    /// Reports are many and tell nothing new; what changes seats, or should not be, is recorded.
    private func audit(
        _ answer: Answer, _ held: ActivationState?, _ license: LicenseID
    ) throws(RegistryError) {
        guard let activation = answer.activation else { return }
        let name = activation.label?.shown ?? "\(activation.id)"
        if held == nil {
            try change.audit(.activationTake, of: license, name)
        } else if held?.status != activation.status {
            try change.audit(
                activation.status.hasEnded ? .activationFree : .activationFork, of: license,
                name)
        }
        if answer.overdraft > held?.allowance.overdraft ?? 0 {
            try change.audit(
                .activationOverdraft, of: license, "\(name): \(answer.overdraft) units")
        }
    }
}
