public import COSE
public import LicenseVerifier

/// What a device knows of its own activation: the other side of a service's reconciliation.
///
/// The ledger keeps it and writes it before a message leaves. It is not trusted: who edits it can
/// make the device report wrongly, and shows up at the service as a fork.
public struct DeviceState: Equatable, Sendable {
    /// How many messages may wait for an answer; an answer to an older one is refused.
    public static let maxOutstanding = 16

    /// A message that waits for its answer.
    public struct Outstanding: Equatable, Sendable {
        /// The number of the report; 0 for a request.
        public let sequence: UInt64
        /// Names the message.
        public let digest: MessageDigest

        /// Takes the parts out of storage.
        public init(sequence: UInt64, digest: MessageDigest) {
            self.sequence = sequence
            self.digest = digest
        }
    }

    /// The device's key.
    public let device: VerificationKey
    /// The license that the device is activated for; nil before a third-party key was exchanged
    /// for it.
    public let license: LicenseID?
    /// The newest certificate; nil before the first.
    public var certificate: VerifiedActivationCertificate?
    /// The number of the newest report; 0 before the first.
    public var sequence: UInt64
    /// The newest report; nil before the first.
    public var report: MessageDigest?
    /// The newest receipt that was taken; nil before the first.
    public var receipt: MessageDigest?
    /// The number of the report that this receipt answers; 0 for a request.
    public var answered: UInt64
    /// Messages that wait for their answers, oldest first.
    public var outstanding: [Outstanding]
    /// The newest request that was refused for a reason that may pass; nil for none.
    ///
    /// The vendor may answer the same request once more, when there is a seat for it.
    public var refused: MessageDigest?
    /// Whether the service has found a second copy of the ledger.
    public var isForked: Bool

    /// A device that has asked for nothing yet.
    public init(device: VerificationKey, license: LicenseID?) {
        self.device = device
        self.license = license
        sequence = 0
        answered = 0
        outstanding = []
        isForked = false
    }

    /// The device's seat; nil before it has one.
    public var activation: ActivationID? { certificate?.certificate.activation }
}

// MARK: - Sending

extension DeviceState {
    /// Remembers a signed request, for its answer.
    public mutating func sent(request: SignedMessage) {
        remember(Outstanding(sequence: 0, digest: MessageDigest(of: request.bytes)))
    }

    /// The next report, to be signed; nil before there is a seat.
    ///
    /// A report that was signed and not answered is sent again as it is; a new one is made when
    /// there is more to say. Either way nothing is lost and nothing counts twice.
    public func nextReport(
        usage: UsageTotal, journal: JournalHash, held: HeldVersions, at now: Timestamp
    ) -> UsageReport? {
        guard let activation else { return nil }
        var next = UsageReport(
            of: activation, sequence: sequence + 1, issuedAt: now, journal: journal)
        next.usage = usage
        next.previousReport = report
        next.previousReceipt = receipt
        next.held = held
        return next
    }

    /// Remembers a signed report; the next one names it.
    ///
    /// To be written durably before the report leaves the device: a report that is forgotten after
    /// it was sent looks like a second copy.
    public mutating func sent(report message: SignedMessage) {
        let digest = MessageDigest(of: message.bytes)
        sequence += 1
        report = digest
        remember(Outstanding(sequence: sequence, digest: digest))
    }

    private mutating func remember(_ message: Outstanding) {
        outstanding.append(message)
        if outstanding.count > Self.maxOutstanding { outstanding.removeFirst() }
    }
}

// MARK: - Receiving

/// What a receipt changes on a device, besides what `DeviceState` keeps.
public enum ReceiptEffect: Equatable, Sendable {
    /// There is a newer certificate: a new lease, a new allowance.
    case renewed(VerifiedActivationCertificate)
    /// There is another license to be verified and used.
    case replacement(LicenseKey)
    /// The service has not done what was asked.
    case refused(SyncOutcome)
    /// The service has found a second copy of the ledger.
    case forked
}

extension DeviceState {
    /// Takes a receipt, or refuses it; empty when it was taken before or a newer one was.
    ///
    /// The receipt must answer a message of this ledger that still waits: no clock is needed to
    /// tell a recorded answer from a new one. Receipts may come twice and in any order.
    public mutating func apply(
        _ verified: VerifiedReceipt
    ) throws(SyncError) -> [ReceiptEffect] {
        let receipt = verified.receipt
        if verified.digest == self.receipt { return [] }
        guard let waiting = waiting(for: receipt), receipt.sequence ?? 0 == waiting.sequence
        else { throw .otherRequest }
        if let activation, let named = receipt.activation, named != activation {
            throw .otherActivation
        }
        if let certificate = verified.certificate { try check(certificate) }
        outstanding.removeAll { $0.digest == receipt.request }
        var effects: [ReceiptEffect] = []
        if let replacement = receipt.replacement { effects.append(.replacement(replacement)) }
        if let certificate = verified.certificate, take(certificate) {
            effects.append(.renewed(certificate))
        }
        return effects + note(verified, of: waiting)
    }

    /// The message that a receipt answers: one that waits, or a request that was refused and is now
    /// granted.
    private func waiting(for receipt: Receipt) -> Outstanding? {
        if let waiting = outstanding.first(where: { $0.digest == receipt.request }) {
            return waiting
        }
        guard receipt.outcome == .accepted, receipt.request == refused else { return nil }
        return Outstanding(sequence: 0, digest: receipt.request)
    }

    /// Takes a certificate that came by itself; whether it is newer than the one that is held.
    public mutating func install(
        _ certificate: VerifiedActivationCertificate
    ) throws(SyncError) -> Bool {
        try check(certificate)
        if let activation, activation != certificate.certificate.activation {
            throw .otherActivation
        }
        return take(certificate)
    }

    /// A certificate before there is a license is about none that is known.
    private func check(_ certificate: VerifiedActivationCertificate) throws(SyncError) {
        guard let license else { throw .otherLicense }
        try certificate.check(device: device, license: license)
    }

    private mutating func take(_ new: VerifiedActivationCertificate) -> Bool {
        if let certificate, !new.replaces(certificate) { return false }
        certificate = new
        return true
    }

    private mutating func note(
        _ verified: VerifiedReceipt, of waiting: Outstanding
    ) -> [ReceiptEffect] {
        if waiting.sequence == 0 {
            refused = verified.receipt.outcome.mayPass ? waiting.digest : nil
        }
        switch verified.receipt.outcome {
        case .accepted: break
        case .stale where waiting.sequence < sequence: return []
        case .stale, .forked:
            // A service that has a newer report than this ledger's newest has it from another copy.
            isForked = true
            return [.forked]
        case .noSeat, .revoked, .suspended, .expired, .unknownLicense, .deactivated, .conditions,
            .usage:
            acknowledge(verified, of: waiting)
            return [.refused(verified.receipt.outcome)]
        }
        acknowledge(verified, of: waiting)
        return []
    }

    /// The next report names the receipt of the newest report that was answered.
    private mutating func acknowledge(_ verified: VerifiedReceipt, of waiting: Outstanding) {
        guard receipt == nil || waiting.sequence >= answered else { return }
        receipt = verified.digest
        answered = waiting.sequence
    }
}

extension SyncOutcome {
    /// Whether the vendor may answer otherwise another time, though nothing is asked anew.
    fileprivate var mayPass: Bool {
        switch self {
        case .noSeat, .revoked, .suspended, .expired, .unknownLicense, .conditions: true
        case .accepted, .stale, .forked, .deactivated, .usage: false
        }
    }
}
