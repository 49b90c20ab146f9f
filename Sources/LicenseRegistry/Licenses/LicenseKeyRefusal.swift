public import LicenseVerifier

/// Why something cannot be done with a license key online.
///
/// Each surface says it in its own words; which comes first when several hold is the verbs' matter.
public enum LicenseKeyRefusal: Error, Equatable, Sendable {
    /// There is no such key, or not in this organization; callers learn no more.
    case unknown
    /// The license is disabled or revoked.
    case notGranted(LicenseState)
    /// The license has ended.
    case expired
    /// Seats are not used with this license.
    case seatsNotUsed
    /// All seats are taken.
    case seatsTaken(limit: UInt64)
    /// The license's seats have moved as often as they may, until then.
    case seatMoves(until: Timestamp)
    /// There is no such seat of this license.
    case unknownSeat
    /// The seat was taken under other conditions.
    case conditions
    /// The license is of another benefit.
    case otherBenefit
    /// The license is of another customer.
    case otherCustomer
    /// More units than are left.
    case units(left: Int64)

    /// The name under which refusals are counted.
    public var code: String {
        switch self {
        case .unknown: "unknown"
        case .notGranted(let state): "\(state)"
        case .expired: "expired"
        case .seatsNotUsed: "seats-not-used"
        case .seatsTaken: "seats-taken"
        case .seatMoves: "seat-moves"
        case .unknownSeat: "unknown-seat"
        case .conditions: "conditions"
        case .otherBenefit: "other-benefit"
        case .otherCustomer: "other-customer"
        case .units: "units"
        }
    }
}
