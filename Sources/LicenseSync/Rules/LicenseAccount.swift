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
