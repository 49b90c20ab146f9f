import COSE
import LicenseSync
import LicenseVerifier
import SQLDatabase

/// Answers to the messages of devices, kept durably.
struct DeviceAnswers {
    let change: Change

    init(_ change: Change) {
        self.change = change
    }

    /// Writes what was decided, and says of each whether it is written: not where its license has
    /// changed since.
    func write(_ decisions: [DeviceDecision]) throws(RegistryError) -> [Bool] {
        try change.registryStatus?.requireCurrent()
        let epoch = change.registryStatus?.epoch ?? 0
        var versions: [LicenseID: Int64] = [:]
        for decision in decisions where decision.epoch == epoch {
            versions[decision.account.license] = decision.version
        }
        let taken = try LicenseLock(change).take(versions)
        let isTaken = decisions.map { taken.contains($0.account.license) }
        try keep(zip(decisions, isTaken).filter { $0.1 }.map { $0.0 })
        return isTaken
    }

    /// Decides and writes while nobody else can change the license.
    func answer(
        _ message: DeviceMessage, _ sign: DeviceDecision.Signer
    ) throws(RegistryError) -> DeviceAnswer {
        let lock = LicenseLock(change)
        switch message {
        case .request(let request): try lock.take(request.license)
        case .report(let report, _): try lock.take(licenseOf: report.report.activation)
        }
        var decisions = DeviceDecisions(at: change.now, knowing: nil)
        guard case .decided(let decision) = try decisions.decide(message, in: change),
            let signed = [decision].signed(by: sign).first
        else { throw .database(.corrupt) }
        let answer = try signed.get()
        if answer.changesSomething { try keep([answer]) }
        return answer.result
    }

    private func keep(_ decisions: [DeviceDecision]) throws(RegistryError) {
        try count(decisions)
        let changes = decisions.compactMap { decision in
            decision.activation.map { activation in
                ActivationChange(
                    of: decision.account.license, from: decision.held?.state, to: activation,
                    holding: decision.holds)
            }
        }
        // A seat that goes to the same machine's new key is free before that takes it.
        for replaced in decisions.compactMap(\.replaced) {
            try SeatChanges(change).end(
                device: replaced.seat.activation, beyondMoves: replaced.seat.beyondMoves)
            try ActivationChanges(change).settle(replaced.units)
        }
        try ActivationChanges(change).write(changes)
        try MessageChanges(change).write(decisions)
        try recordEvents(of: decisions)
        for decision in decisions {
            try audit(decision)
            guard let token = decision.token, let activation = decision.answer.activation else {
                continue
            }
            try ActivationChanges(change).set(token: token, of: activation.id)
            if decision.isExchange {
                try KeyTextChanges(change).exchange(of: decision.account.license)
            }
        }
    }

    /// What the day had: new devices, units that were used, and refusals.
    private func count(_ decisions: [DeviceDecision]) throws(RegistryError) {
        var sums: [DayCountChanges.Key: Int64] = [:]
        for decision in decisions {
            let organization = decision.account.organization
            if decision.held == nil, decision.answer.activation != nil {
                let key = DayCountChanges.Key(organization: organization, kind: .activations)
                sums[key, default: 0] += 1
            }
            if decision.unitsCovered > 0 {
                let key = DayCountChanges.Key(organization: organization, kind: .units)
                sums[key] = (sums[key] ?? 0).addingUpToMax(decision.unitsCovered)
            }
            if let outcome = decision.draft?.receipt.outcome, outcome != .accepted {
                let key = DayCountChanges.Key(
                    organization: organization, kind: .refusals, code: outcome.code)
                sums[key, default: 0] += 1
            }
        }
        try DayCountChanges(change).add(sums)
    }

    /// Reports are many and tell nothing new; what changes seats, or should not be, is recorded.
    private func audit(_ decision: DeviceDecision) throws(RegistryError) {
        guard let activation = decision.answer.activation else { return }
        let (license, held) = (decision.account.license, decision.held?.state)
        let name = activation.label?.shown ?? "\(activation.id)"
        if held == nil {
            try change.audit(.activationTake, of: license, name)
        } else if held?.status != activation.status {
            try change.audit(
                activation.status.hasEnded ? .activationFree : .activationFork, of: license,
                name)
        }
        if decision.releasesKeptSeat { try change.audit(.activationFree, of: license, name) }
        let overdraft = decision.answer.overdraft
        if overdraft > held?.allowance.overdraft ?? 0 {
            try change.audit(.activationOverdraft, of: license, "\(name): \(overdraft) units")
        }
    }
}

extension DeviceDecision {
    /// How many of the units that were granted the device is newly known to have used.
    ///
    /// What it claims beyond its grant makes nothing happen, and is in no plot.
    var unitsCovered: UInt64 {
        let (covered, before) = (
            answer.activation?.allowance.covered ?? 0, held?.state.allowance.covered ?? 0
        )
        return covered > before ? covered - before : 0
    }
}

extension Int64 {
    fileprivate func addingUpToMax(_ units: UInt64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(Int64(clamping: units))
        return overflow ? .max : sum
    }
}
