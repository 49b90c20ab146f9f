public import COSE
public import LicenseSync
public import LicenseVerifier

/// Answers to the messages of devices. The rules are LicenseSync's; here they are kept durably.
extension Registry {
    /// Answers a request for a seat, or gives one back (Device-Messages, reconciliation).
    ///
    /// The same request gets the same answer, byte for byte. The caller has found the license good:
    /// signed by a key of the organization, or proven.
    ///
    /// - Parameters:
    ///   - license: the license that the request is about; throws `missing` when it is not here.
    ///   - token: the digest of the token of the license that the device holds, if it is known;
    ///     throws `tokenVoid` for one that a rotation has made void.
    ///   - exchanging: whether the device holds a key of another make; it gets the signed key, which
    ///     people see from then on.
    ///   - id: names the activation, if the device has none yet.
    ///   - sign: signs the answer; it is called within the transaction.
    public func answer(
        _ request: VerifiedActivationRequest, about license: LicenseID, token: [UInt8]? = nil,
        exchanging: Bool = false, id: ActivationID, policy: SyncPolicy, now: Timestamp,
        sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            let (account, record) = try Self.account(of: license, at: now, writer)
            if let token { try Self.refuseVoid(token, writer) }
            let held = try Self.activation(of: request.request.device, for: license, writer)
            var answer = account.answer(
                request, held: held?.state, id: id, policy: policy, at: now)
            if exchanging { try answer.replace([], by: record) }
            if let token { try answer.replace(token, by: record) }
            let result = try finish(
                answer, to: request.digest, held: held?.state, license, now, writer, sign)
            try Self.emit(answer, changing: account, held, now: now, writer)
            let token = exchanging ? record.tokenDigest : token
            if let token, let activation = answer.activation {
                try Self.write(token: token, of: activation.id, writer)
                if exchanging {
                    try Self.exchangeText(of: license, by: actor, now: now, writer)
                }
            }
            return result
        }
    }

    /// Answers a usage report (Device-Messages, reconciliation).
    ///
    /// The activation is read anew, whoever has looked its device's key up before.
    public func answer(
        _ report: VerifiedUsageReport, policy: SyncPolicy, now: Timestamp,
        sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        try answer(report, policyFor: { _ in policy }, now: now, sign: sign)
    }

    /// Answers a usage report by a policy that depends on what its license says.
    public func answer(
        _ report: VerifiedUsageReport, policyFor policy: (LicenseClaims) -> SyncPolicy,
        now: Timestamp, sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            guard let held = try Self.activation(report.report.activation, writer) else {
                throw .missing(kind: .activation)
            }
            let (account, record) = try Self.account(of: held.license, at: now, writer)
            var answer = account.answer(
                report, of: held.state, policy: policy(record.claims), at: now)
            if let token = try Self.token(of: held.id, writer) {
                try answer.replace(token, by: record)
            }
            let result = try finish(
                answer, to: report.digest, held: held.state, held.license, now, writer, sign)
            try Self.emit(answer, changing: account, held, now: now, writer)
            return result
        }
    }

    /// Writes what the rules decided, and signs or repeats the answer.
    ///
    /// A late report, or one of a second copy, is answered and not remembered: it must not take the
    /// place of the one that was taken under its number.
    private func finish(
        _ answer: Answer, to digest: MessageDigest, held: ActivationState?, _ license: LicenseID,
        _ now: Timestamp, _ writer: Change,
        _ sign: (ReceiptDraft) throws(SyncError) -> SignedMessage
    ) throws(RegistryError) -> DeviceAnswer {
        var result = DeviceAnswer(answer)
        guard case .new(let draft) = answer.reply else {
            guard let activation = answer.activation else { throw .missing(kind: .activation) }
            result.receipt = try Self.recordedAnswer(digest, activation.id, writer)
            return result
        }
        do throws(SyncError) {
            result.receipt = try sign(draft).bytes
        } catch {
            throw .message(error)
        }
        guard var activation = answer.activation else { return result }
        let isRemembered = answer.verdict == nil || answer.verdict == .accepted
        let sequence = draft.receipt.sequence ?? 0
        if isRemembered {
            activation.history.record(receipt: MessageDigest(of: result.receipt), for: sequence)
        }
        try Self.write(activation, replacing: held, of: license, now, writer)
        if isRemembered {
            try Self.write(
                activation.history, replacing: held?.history, of: activation.id,
                answer: (sequence, digest, result.receipt), writer)
        }
        try audit(answer, held, license, now, writer)
        return result
    }

    /// Reports are many and tell nothing new; what changes seats, or should not be, is recorded.
    private func audit(
        _ answer: Answer, _ held: ActivationState?, _ license: LicenseID, _ now: Timestamp,
        _ writer: Change
    ) throws(RegistryError) {
        guard let activation = answer.activation else { return }
        let name = activation.label.map { "\($0)" } ?? "\(activation.id)"
        if held == nil {
            try writer.audit(.activationTake, of: "\(license)", name)
        } else if held?.standing != activation.standing {
            let action: AuditAction =
                activation.standing == .ended ? .activationFree : .activationFork
            try writer.audit(action, of: license, name)
        }
        if answer.overdraft > 0 {
            try writer.audit(
                .activationOverdraft, of: license, "\(name): \(answer.overdraft) units")
        }
    }
}

/// What a device's message led to.
public struct DeviceAnswer: Sendable {
    /// The signed receipt.
    public fileprivate(set) var receipt: [UInt8]
    /// What a report was found to be; nil for requests.
    public let verdict: ReportVerdict?
    /// What was decided; nil where an earlier answer is repeated.
    public let outcome: SyncOutcome?
    /// The activation; nil where there is none.
    public let activation: ActivationState?
    /// By how much the device has used more than it was allowed.
    public let overdraft: UInt64

    fileprivate init(_ answer: Answer) {
        receipt = []
        verdict = answer.verdict
        activation = answer.activation
        overdraft = answer.overdraft
        outcome =
            if case .new(let draft) = answer.reply { draft.receipt.outcome } else { nil }
    }
}
