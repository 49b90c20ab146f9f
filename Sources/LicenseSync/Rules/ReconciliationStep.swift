import LicenseVerifier

/// One answer in the making.
struct ReconciliationStep {
    private(set) var account: LicenseAccount
    var activation: ActivationState
    private let policy: SyncPolicy?
    private let now: Timestamp
    private var certificate: ActivationCertificate?

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
    ///
    /// False, and nothing is counted, where the device has more meters than a message can name. A
    /// void device is heard and not counted.
    mutating func count(_ usage: UsageTotal) -> Bool {
        guard activation.status != .void else { return true }
        let merged = activation.usage.merging(usage)
        guard merged.entries.count <= SyncLimits.maxMeters else { return false }
        for entry in usage.entries where entry.units > activation.usage[entry.meter] {
            let (sum, overflow) = account.usage[entry.meter].addingReportingOverflow(
                entry.units - activation.usage[entry.meter])
            account.usage.raise(entry.meter, to: overflow ? .max : sum)
        }
        activation.usage = merged
        if account.pool == nil {
            activation.allowance.countUnmetered(merged[.units])
        } else {
            activation.allowance.count(merged[.units])
            if account.isHeldBack { account.pool?.excuse(&activation.allowance) }
        }
        return true
    }

    /// What the device is told of its report, after the history has taken it.
    mutating func outcome(of verdict: ReportVerdict, _ report: NamedReport) -> SyncOutcome {
        switch verdict {
        case .accepted: activation.history.advance(report)
        case .forked(let evidence) where activation.status == .active:
            activation.status = .forked(evidence)
        case .forked, .duplicate, .outOfRange: break
        case .stale: return .stale
        }
        return renew(isNew: false) ?? .accepted
    }

    /// Gives the device its seat, its units and a certificate, or says why not.
    mutating func renew(isNew: Bool) -> SyncOutcome? {
        guard let policy else { return nil }
        if let refusal = account.status.refusal { return refusal }
        switch activation.status {
        case .ended, .void: return .deactivated
        case .forked where policy.onFork == .refuse: return .forked
        case .forked, .active: break
        }
        let leaseEnd = policy.lease.map { now + $0 }
        if isNew || !activation.holdsSeat(at: now) {
            guard !account.holdsSeatsBack, account.seats.take() else { return .noSeat }
            activation.leaseEnd = leaseEnd
        } else if let promised = activation.leaseEnd {
            // The device may go on with an older certificate, so its seat is kept for the longest
            // lease that it was given.
            activation.leaseEnd = leaseEnd.map { max($0, promised) }
        }
        if activation.status == .active, !account.isHeldBack {
            account.pool?.grant(policy.allowance, to: &activation.allowance)
        }
        certificate = makeCertificate(leaseEnd: leaseEnd, lists: policy.lists)
        return activation.status == .active ? nil : .forked
    }

    /// Ends the activation by its device's last word; nil for one that cannot be counted.
    ///
    /// A seat that others have given up for it is free by its own word.
    mutating func end(finally used: UsageTotal?) {
        activation.offlineUntil = nil
        guard !activation.status.hasEnded else {
            if activation.isKept(at: now) { account.seats.giveBack() }
            activation.keptUntil = nil
            return
        }
        if activation.holdsSeat(at: now) { account.seats.giveBack() }
        // A last word that is less than was known is not the only copy's, and another copy may
        // still use the rest.
        if activation.status == .active, let used, used.covers(activation.usage) {
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
        certificate.allowance = account.pool == nil ? nil : activation.allowance.granted
        certificate.label = activation.label
        certificate.conditions = activation.conditions
        certificate.lists = lists
        return certificate
    }

    func answer(
        to request: MessageDigest, sequence: UInt64?, _ outcome: SyncOutcome,
        _ verdict: ReportVerdict? = nil
    ) -> Answer {
        var receipt = Receipt(to: request, outcome, issuedAt: now)
        receipt.activation = activation.id
        receipt.sequence = sequence
        receipt.usage = account.usage.sayable(to: activation.usage)
        return Answer(
            account, activation,
            .new(ReceiptDraft(receipt: receipt, certificate: certificate)), verdict)
    }
}

extension UsageTotal {
    /// As much of a license's totals as one device is told: the units, and the meters that it
    /// counts itself, each within what a message can say.
    ///
    /// What other devices report can thus never make its receipt one that cannot be signed.
    fileprivate func sayable(to device: UsageTotal) -> UsageTotal {
        var said = UsageTotal()
        let meters = [.units] + device.entries.map(\.meter).filter { $0 != .units }
        for meter in meters.prefix(SyncLimits.maxMeters) {
            said.raise(meter, to: min(self[meter], UInt64(Limits.maxCount)))
        }
        return said
    }
}
