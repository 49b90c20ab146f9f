public import COSE
public import LicenseVerifier

/// Whether an activation is in use.
public enum ActivationStatus: Equatable, Sendable {
    /// The device has its seat, as long as its lease lasts.
    case active
    /// Two copies of its ledger are in use; it gets no more units.
    case forked(ForkEvidence)
    /// The device gave its seat back, or somebody took the seat away; this
    /// is final.
    case ended
    /// The vendor took the seat away, and what the device says counts for nothing; this is final.
    case void

    /// Whether the seat is gone for good.
    public var hasEnded: Bool { self == .ended || self == .void }
}

/// What a service knows of one activation.
public struct ActivationState: Equatable, Sendable {
    /// Names the seat.
    public let id: ActivationID
    /// The device's key.
    public let device: VerificationKey
    /// The newest request of the device that was answered.
    public var request: MessageDigest
    /// Whether it is in use.
    public var status: ActivationStatus
    /// Until when the device has its seat, this moment excluded; nil for good.
    public var leaseEnd: Timestamp?
    /// Until when its seat stays taken though it was given up, since the device did not say so itself
    /// and may go on offline; nil for one that was not, or is free.
    public var keptUntil: Timestamp?
    /// Until when it may go on offline, since others gave the seat up for it; nil where it has its seat,
    /// or has given it back itself.
    public var offlineUntil: Timestamp?
    /// What it has used in all.
    public var usage: UsageTotal
    /// Its slice of the license's units.
    public var allowance: Allowance
    /// Its reports.
    public var history: ReportHistory
    /// The machine, as the device described it.
    public var fingerprint: Fingerprint?
    /// The device's name for people.
    public var label: DeviceLabel?
    /// What the program presented.
    public var conditions: [Condition]
    /// What else is kept with it.
    public var notes: [Condition]

    /// A new activation, as a device asked for it.
    init(_ id: ActivationID, for request: NamedRequest) {
        self.id = id
        device = request.contents.device
        self.request = request.digest
        status = .active
        usage = UsageTotal()
        allowance = Allowance()
        history = ReportHistory()
        fingerprint = request.contents.fingerprint
        label = request.contents.label
        conditions = request.contents.conditions
        notes = request.contents.notes
    }

    /// An activation out of storage, of which the rest is set afterwards.
    public init(_ id: ActivationID, device: VerificationKey, request: MessageDigest) {
        self.id = id
        self.device = device
        self.request = request
        status = .active
        usage = UsageTotal()
        allowance = Allowance()
        history = ReportHistory()
        conditions = []
        notes = []
    }

    /// Whether the device has a seat at a moment.
    public func holdsSeat(at now: Timestamp) -> Bool {
        !status.hasEnded && leaseEnd.map { now < $0 } ?? true
    }

    /// Until when it goes on by its lease, if nobody tells it otherwise; nil where that has ended.
    func leaseLeft(at now: Timestamp) -> Timestamp? {
        guard let leaseEnd else { return .max }
        return now < leaseEnd ? leaseEnd : nil
    }

    /// Whether its seat is nobody else's at a moment, though the device itself has lost it.
    public func isKept(at now: Timestamp) -> Bool { keptUntil.map { now < $0 } ?? false }
}
