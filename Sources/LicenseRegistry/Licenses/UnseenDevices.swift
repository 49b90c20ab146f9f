import LicenseVerifier
import SQLDatabase

/// Devices that hold a seat of a good license, and have sent nothing since a moment.
public struct UnseenDevices: Sendable {
    /// How many are counted and listed at most: those that were not seen for longest.
    public static let mostCounted: Int64 = 1000

    let organization: OrganizationID
    let moment: Timestamp

    init(of organization: OrganizationID, since moment: Timestamp) {
        self.organization = organization
        self.moment = moment
    }

    func count(_ reading: any Reading) throws(RegistryError) -> Int64 {
        try reading.value(
            Int64.self,
            "SELECT count(*) AS total FROM (\(Self.licenses(of: "$1", since: "$2"))) AS unseen",
            [.id(organization), .time(moment)]) ?? 0
    }

    /// The licenses of these devices, as SQL; one stands there once for each device.
    ///
    /// - Parameters:
    ///   - organization: its id, as SQL.
    ///   - moment: as SQL.
    static func licenses(of organization: String, since moment: String) -> String {
        // SQLite keeps to the order of a cross join; else it may begin with all licenses.
        """
        SELECT activation.license_id FROM activation CROSS JOIN license AS owner
        WHERE owner.id = activation.license_id AND \(SeatSQL.isActive)
            AND activation.seen_at < \(moment)
            AND owner.organization_id = \(organization)
            AND owner.state = \(LicenseState.granted.rawValue)
        ORDER BY activation.seen_at LIMIT \(mostCounted)
        """
    }
}
