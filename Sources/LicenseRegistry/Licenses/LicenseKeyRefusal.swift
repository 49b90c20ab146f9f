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
}
