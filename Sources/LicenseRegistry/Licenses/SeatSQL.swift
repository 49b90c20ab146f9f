/// Which seats of a license are taken, as expressions over their rows: the one rule of all surfaces.
///
/// A seat that was taken online is taken until it is freed; a device's, until it is given back or its
/// lease ends, and then others can take it. Who gives a device's seat up without the device's own
/// word does not end its lease: it can go on offline, so its seat stays taken as long.
enum SeatSQL {
    /// Whether a seat that was taken online still is.
    static let isHeldOnline = "seat.freed_at IS NULL"

    /// Whether a device's activation has not ended.
    static let isActive = "activation.deactivated_at IS NULL"

    /// Whether a device's seat is taken.
    ///
    /// - Parameter now: the moment, as SQL.
    static func isHeldByDevice(at now: String) -> String {
        """
        \(isActive)
            AND (activation.lease_end_at IS NULL OR activation.lease_end_at > \(now))
        """
    }

    /// Whether a device's seat was given up without a message from it, and is taken for as long as it may go on.
    ///
    /// - Parameter now: the moment, as SQL.
    static func isKept(at now: String) -> String {
        "activation.kept_until IS NOT NULL AND activation.kept_until > \(now)"
    }

    /// How many seats of a license are taken.
    ///
    /// - Parameters:
    ///   - license: its id, as SQL.
    ///   - now: the moment, as SQL.
    static func taken(of license: String, at now: String) -> String {
        """
        ((SELECT count(*) FROM activation
            WHERE activation.license_id = \(license) AND \(isHeldByDevice(at: now)))
        + (SELECT count(*) FROM activation
            WHERE activation.license_id = \(license) AND \(isKept(at: now)))
        + (SELECT count(*) FROM seat
            WHERE seat.license_id = \(license) AND \(isHeldOnline)))
        """
    }
}
