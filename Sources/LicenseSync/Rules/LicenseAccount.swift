public import LicenseVerifier

/// Whether a service serves a license.
public enum AccountStatus: Equatable, Sendable {
    /// Good.
    case granted
    /// Suspended; can come back.
    case suspended
    /// Revoked.
    case revoked
    /// Past its expiry and its grace.
    case expired

    /// What a device is told instead of getting a certificate; nil where it gets one.
    var refusal: SyncOutcome? {
        switch self {
        case .granted: nil
        case .suspended: .suspended
        case .revoked: .revoked
        case .expired: .expired
        }
    }
}

/// What a service knows of one license in all, for one answer.
public struct LicenseAccount: Equatable, Sendable {
    /// Which license.
    public let license: LicenseID
    /// Who sold it.
    public let organization: OrganizationID
    /// Whether it is served.
    public var status: AccountStatus
    /// Its seats.
    public var seats: Seats
    /// Its units; nil where it is unmetered.
    public var pool: AllowancePool?
    /// What all activations have used together.
    public var usage: UsageTotal
    /// Whether devices may hold promises that the service does not know, as after it was restored:
    /// then no seat and no unit is given that another device may have.
    public var isHeldBack = false

    /// A license of which nothing is used.
    public init(_ claims: LicenseClaims) {
        license = claims.license
        organization = claims.organization
        status = .granted
        seats = Seats(limit: claims.activationLimit)
        pool = claims.usageLimit.map { AllowancePool(limit: $0) }
        usage = UsageTotal()
    }
}

extension LicenseAccount {
    /// Whether a seat that looks free may be another device's.
    var holdsSeatsBack: Bool {
        if case .seats = seats.limit { isHeldBack } else { false }
    }
}

/// How a service answers.
public struct SyncPolicy: Equatable, Sendable {
    /// How long a device has its seat without another sync; nil for good.
    public var lease: Duration?
    /// How much it may use until then.
    public var allowance: AllowancePolicy
    /// What becomes of a device whose ledger is in use twice.
    public var onFork: ForkPolicy
    /// The newest status lists, which certificates name.
    public var lists: ListSequences

    /// A policy with seats for good and no list.
    public init(
        lease: Duration? = nil, allowance: AllowancePolicy, onFork: ForkPolicy = .refuse
    ) {
        self.lease = lease
        self.allowance = allowance
        self.onFork = onFork
        lists = ListSequences()
    }
}

/// What becomes of a device whose ledger is in use twice; it gets no more units in either case.
public enum ForkPolicy: Sendable {
    /// Its lease is renewed, and somebody looks into it.
    case warn
    /// It gets no certificate.
    case refuse
}
