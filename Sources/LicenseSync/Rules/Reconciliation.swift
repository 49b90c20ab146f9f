public import COSE
public import COSESigning
public import LicenseVerifier

/// What a service does with one message of a device, decided without doing anything.
///
/// The caller writes the account and the activation, with the answer beside them under the
/// message's digest, in one transaction that nobody else's answer for the license interleaves.
public struct Answer: Equatable, Sendable {
    /// The license afterwards.
    public var account: LicenseAccount
    /// The activation afterwards; nil where there is none.
    public var activation: ActivationState?
    /// What to send.
    public var reply: Reply
    /// What a report was found to be; nil in answers to requests.
    public var verdict: ReportVerdict?
    /// By how much the device has used more than it was allowed.
    public var overdraft: UInt64
}

/// What a service sends.
public enum Reply: Equatable, Sendable {
    /// The answer that is recorded under this digest, byte for byte.
    case recorded(MessageDigest)
    /// A new one, to be signed.
    case new(ReceiptDraft)
}

/// A receipt before it is signed, with its certificate before that is.
public struct ReceiptDraft: Equatable, Sendable {
    /// The answer, without a certificate.
    public var receipt: Receipt
    /// The certificate; nil where the device gets none.
    public var certificate: ActivationCertificate?

    /// A draft of both.
    public init(receipt: Receipt, certificate: ActivationCertificate? = nil) {
        self.receipt = receipt
        self.certificate = certificate
    }

    /// Signs certificate and receipt with a service key of the role `activate`.
    public func signed(by key: borrowing SigningKey) throws(SyncError) -> SignedMessage {
        var receipt = receipt
        if let certificate { receipt.certificate = try certificate.signed(by: key) }
        return try receipt.signed(by: key)
    }
}

// MARK: - Requests

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
        if let held, held.request == request.digest {
            return Answer(self, held, .recorded(request.digest))
        }
        switch request.request.kind {
        case .activate:
            return activate(request, held: held, id: id, policy: policy, at: now)
        case .deactivate(let used):
            return deactivate(request, held: held, used: used, at: now)
        }
    }

    private func activate(
        _ request: VerifiedActivationRequest, held: ActivationState?, id: ActivationID,
        policy: SyncPolicy, at now: Timestamp
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

    private func deactivate(
        _ request: VerifiedActivationRequest, held: ActivationState?, used: UsageTotal,
        at now: Timestamp
    ) -> Answer {
        guard let held else {
            let receipt = Receipt(to: request.digest, .deactivated, issuedAt: now)
            return Answer(self, nil, .new(ReceiptDraft(receipt: receipt)))
        }
        var step = ReconciliationStep(self, held, policy: nil, now: now)
        step.count(used)
        step.activation.request = request.digest
        step.end(finally: used)
        return step.answer(to: request.digest, sequence: nil, .deactivated)
    }
}

// MARK: - Reports

extension LicenseAccount {
    /// Answers a report of one of the license's activations.
    ///
    /// Whatever the report turns out to be, what it says was used is counted. The same report gets
    /// the same answer again; one that comes late changes no more than the count.
    public func answer(
        _ report: VerifiedUsageReport, of activation: ActivationState, policy: SyncPolicy,
        at now: Timestamp
    ) -> Answer {
        let verdict = activation.history.judge(report)
        if verdict == .duplicate {
            var answer = Answer(self, activation, .recorded(report.digest))
            answer.verdict = verdict
            return answer
        }
        var step = ReconciliationStep(self, activation, policy: policy, now: now)
        step.count(report.report.usage)
        // Before the answer is put together: it holds what the outcome has changed.
        let outcome = step.outcome(of: verdict, report)
        var answer = step.answer(
            to: report.digest, sequence: report.report.sequence, outcome)
        answer.verdict = verdict
        return answer
    }
}

extension Answer {
    fileprivate init(_ account: LicenseAccount, _ activation: ActivationState?, _ reply: Reply) {
        self.account = account
        self.activation = activation
        self.reply = reply
        overdraft = 0
    }
}

// MARK: - Steps

/// One answer in the making.
private struct ReconciliationStep {
    var account: LicenseAccount
    var activation: ActivationState
    let policy: SyncPolicy?
    let now: Timestamp
    var certificate: ActivationCertificate?
    var overdraft: UInt64 = 0

    init(
        _ account: LicenseAccount, _ activation: ActivationState, policy: SyncPolicy?,
        now: Timestamp
    ) {
        self.account = account
        self.activation = activation
        self.policy = policy
        self.now = now
    }

    /// Keeps the larger of each total, and adds to the license's what is new.
    mutating func count(_ usage: UsageTotal) {
        for entry in usage.entries where entry.units > activation.usage[entry.meter] {
            let (sum, overflow) = account.usage[entry.meter].addingReportingOverflow(
                entry.units - activation.usage[entry.meter])
            account.usage.raise(entry.meter, to: overflow ? .max : sum)
        }
        activation.usage.merge(usage)
        overdraft = account.pool?.count(usage[.units], by: &activation.allowance) ?? 0
    }

    /// What the device is told of its report, after the history has taken it.
    mutating func outcome(
        of verdict: ReportVerdict, _ report: VerifiedUsageReport
    ) -> SyncOutcome {
        switch verdict {
        case .accepted: activation.history.advance(report)
        case .forked(let evidence) where activation.status == .active:
            activation.status = .forked(evidence)
        case .forked, .duplicate: break
        case .stale: return .stale
        }
        return renew(isNew: false) ?? .accepted
    }

    /// Gives the device its seat, its units and a certificate, or says why not.
    mutating func renew(isNew: Bool) -> SyncOutcome? {
        guard let policy else { return nil }
        if let refusal = account.status.refusal { return refusal }
        switch activation.status {
        case .ended: return .deactivated
        case .forked where policy.onFork == .refuse: return .forked
        case .forked, .active: break
        }
        let leaseEnd = policy.lease.map { now + $0 }
        if isNew || !activation.holdsSeat(at: now) {
            guard account.seats.take() else { return .noSeat }
            activation.leaseEnd = leaseEnd
        } else if let promised = activation.leaseEnd {
            // The device may keep using an older certificate, so its seat is kept for the longest
            // lease that it was given.
            activation.leaseEnd = leaseEnd.map { max($0, promised) }
        }
        if activation.status == .active {
            account.pool?.grant(policy.allowance, to: &activation.allowance)
        }
        certificate = makeCertificate(leaseEnd: leaseEnd, lists: policy.lists)
        return activation.status == .active ? nil : .forked
    }

    /// Ends the activation by its device's last word.
    mutating func end(finally used: UsageTotal) {
        if activation.holdsSeat(at: now) { account.seats.giveBack() }
        // A last word that is less than was known is not the only copy's, and another copy may
        // still use the rest.
        if activation.status == .active, used.covers(activation.usage) {
            account.pool?.settle(&activation.allowance)
        }
        activation.status = .ended
    }

    private func makeCertificate(
        leaseEnd: Timestamp?, lists: ListSequences
    ) -> ActivationCertificate {
        var certificate = ActivationCertificate(
            activation.id, of: account.license, organization: account.organization,
            device: activation.device, issuedAt: now)
        certificate.leaseEnd = leaseEnd
        certificate.fingerprint = activation.fingerprint
        certificate.allowance = account.pool == nil ? nil : activation.allowance.ceiling
        certificate.label = activation.label
        certificate.conditions = activation.conditions
        certificate.lists = lists
        return certificate
    }

    func answer(
        to request: MessageDigest, sequence: UInt64?, _ outcome: SyncOutcome
    ) -> Answer {
        var receipt = Receipt(to: request, outcome, issuedAt: now)
        receipt.activation = activation.id
        receipt.sequence = sequence
        receipt.usage = account.usage
        var answer = Answer(
            account, activation,
            .new(ReceiptDraft(receipt: receipt, certificate: certificate)))
        answer.overdraft = overdraft
        return answer
    }
}
