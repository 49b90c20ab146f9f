import LicenseVerifier

/// An end that has passed, which no new token can say: the registry keeps it beside the token, and
/// the lists say that the license is suspended.
struct PassedEnd: Equatable {
    let moment: Timestamp

    /// Nil for no end, and for one that is still to come.
    init?(_ end: Timestamp?, at now: Timestamp) {
        guard let end, end <= now else { return nil }
        moment = end
    }
}
