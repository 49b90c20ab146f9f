public import LicenseVerifier

extension LicenseAccount {
    /// Answers a request whose license was found good and to be this one.
    ///
    /// A device gets one seat however often it asks, and a seat only while one is left. A device
    /// key that has given its seat back gets none again, so that no old message, sent again, can
    /// take or free one.
    ///
    /// - Parameters:
    ///   - held: the activation of the same device key, if there is one.
    ///   - id: names the activation, if it is a new one.
    public func answer(
        _ request: VerifiedActivationRequest, held: ActivationState?, id: ActivationID,
        policy: SyncPolicy, at now: Timestamp
    ) -> Answer {
        answer(
            NamedRequest(contents: request.request, digest: request.digest), held: held, id: id,
            policy: policy, at: now)
    }

    /// Answers a request for a seat of a device that has given it back already: its words came in the
    /// other order.
    public func answer(
        releasedBefore request: VerifiedActivationRequest, at now: Timestamp
    ) -> Answer {
        let receipt = Receipt(to: request.digest, .deactivated, issuedAt: now)
        return Answer(self, nil, .new(ReceiptDraft(receipt: receipt)))
    }

    /// Answers a report of one of the license's activations.
    ///
    /// Whatever the report turns out to be, what it says was used is counted, and grants nothing.
    /// The same report gets the same answer again; one that comes late changes no more than the
    /// count, and one that says more than can be counted changes nothing.
    public func answer(
        _ report: VerifiedUsageReport, of activation: ActivationState, policy: SyncPolicy,
        at now: Timestamp
    ) -> Answer {
        answer(
            NamedReport(contents: report.report, digest: report.digest), of: activation,
            policy: policy, at: now)
    }

    /// Takes the seat and the units that it has left from an activation whose machine asks under
    /// another key; returns the activation without them.
    ///
    /// It is the vendor's word that there is one machine: what its lost ledger counted and never
    /// reported is not known to anybody.
    public mutating func withdraw(
        _ activation: ActivationState, at now: Timestamp
    ) -> ActivationState {
        var activation = activation
        if activation.holdsSeat(at: now) { seats.giveBack() }
        // Another copy of a ledger that was forked may use the rest.
        if activation.status == .active, !isHeldBack { pool?.settle(&activation.allowance) }
        return activation
    }

    /// Takes a device's seat, its grant and all that it has ever reported out of the license;
    /// returns how many units come back.
    ///
    /// It is the vendor's word against the device's, and final: whatever the device says
    /// afterwards is answered and counts for nothing.
    public mutating func void(
        _ activation: inout ActivationState, at now: Timestamp
    ) -> UInt64 {
        if activation.holdsSeat(at: now) || activation.isKept(at: now) { seats.giveBack() }
        activation.keptUntil = nil
        if !activation.status.hasEnded { activation.offlineUntil = activation.leaseLeft(at: now) }
        usage.takeOut(activation.usage)
        let returned = pool?.takeBack(&activation.allowance) ?? 0
        activation.usage = UsageTotal()
        activation.allowance = Allowance()
        activation.status = .void
        return returned
    }
}

/// A request as the rules see it: what it says, and what names it.
struct NamedRequest: Equatable, Sendable {
    let contents: ActivationRequest
    let digest: MessageDigest
}

/// A report as the rules see it: what it says, and what names it.
struct NamedReport: Equatable, Sendable {
    let contents: UsageReport
    let digest: MessageDigest
}

// MARK: - Requests

extension LicenseAccount {
    func answer(
        _ request: NamedRequest, held: ActivationState?, id: ActivationID, policy: SyncPolicy,
        at now: Timestamp
    ) -> Answer {
        if let held, held.request == request.digest {
            return Answer(self, held, .recorded(request.digest))
        }
        switch request.contents.kind {
        case .activate:
            return activate(request, held: held, id: id, policy: policy, at: now)
        case .deactivate(let used):
            return deactivate(request, held: held, used: used, at: now)
        }
    }

    private func activate(
        _ request: NamedRequest, held: ActivationState?, id: ActivationID, policy: SyncPolicy,
        at now: Timestamp
    ) -> Answer {
        var step = ReconciliationStep(
            self, held ?? ActivationState(id, for: request), policy: policy, now: now)
        let refusal = step.renew(isNew: held == nil)
        guard refusal != nil, held == nil else {
            step.activation.request = request.digest
            return step.answer(to: request.digest, sequence: nil, refusal ?? .accepted)
        }
        let receipt = Receipt(to: request.digest, refusal ?? .accepted, issuedAt: now)
        return Answer(self, nil, .new(ReceiptDraft(receipt: receipt)))
    }

    /// Whatever the device says that it has used, it gets its answer.
    private func deactivate(
        _ request: NamedRequest, held: ActivationState?, used: UsageTotal, at now: Timestamp
    ) -> Answer {
        guard let held else {
            let receipt = Receipt(to: request.digest, .deactivated, issuedAt: now)
            return Answer(self, nil, .new(ReceiptDraft(receipt: receipt)))
        }
        var step = ReconciliationStep(self, held, policy: nil, now: now)
        let isCounted = step.count(used)
        step.activation.request = request.digest
        step.end(finally: isCounted ? used : nil)
        return step.answer(to: request.digest, sequence: nil, .deactivated)
    }
}

// MARK: - Reports

extension LicenseAccount {
    func answer(
        _ report: NamedReport, of activation: ActivationState, policy: SyncPolicy,
        at now: Timestamp
    ) -> Answer {
        let verdict = activation.history.judge(report)
        if verdict == .duplicate {
            return Answer(self, activation, .recorded(report.digest), verdict)
        }
        var step = ReconciliationStep(self, activation, policy: policy, now: now)
        let sequence = report.contents.sequence
        guard step.count(report.contents.usage) else {
            return step.answer(to: report.digest, sequence: sequence, .usage, .outOfRange)
        }
        // Before the answer is put together: it holds what the outcome has changed.
        let outcome = step.outcome(of: verdict, report)
        return step.answer(to: report.digest, sequence: sequence, outcome, verdict)
    }
}
