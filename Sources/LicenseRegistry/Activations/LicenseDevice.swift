public import LicenseVerifier
import SQLDatabase

/// A device of a license as people see it: it has a seat, or has lost one and may still go on, or
/// holds units of the license.
public struct LicenseDevice: Sendable {
    /// Its seat, which may be free again.
    public let seat: Seat
    /// What is known of a device with a key of its own; nil for a seat that was taken online.
    public let activation: ActivationRecord?
}

/// Until when a license's devices may go on that hear nothing from the vendor.
public struct DeviceLeases: Equatable, Sendable {
    /// How many have a seat by a key of their own, or have lost one and may still go on.
    public let devices: Int64
    /// How many of these have no lease, and go on as long as the license does.
    public let unleased: Int64
    /// When the longest of the leases ends; nil for none.
    public let lastEnd: Timestamp?

    /// - Parameter lastEnd: nil for no lease at all.
    package init(devices: Int64 = 0, unleased: Int64 = 0, lastEnd: Timestamp? = nil) {
        self.devices = devices
        self.unleased = unleased
        self.lastEnd = lastEnd
    }
}

extension Activations {
    /// A page of a license's devices, those with a seat first, each the oldest first; and how many
    /// there are.
    public func devices(
        of license: LicenseID, page: PageRange, now: Timestamp
    ) throws(RegistryError) -> (devices: [LicenseDevice], total: Int64) {
        try transactions.read { (reading) throws(RegistryError) in
            let queries = LicenseDeviceQueries(reading, of: license, at: now)
            return (try queries.devices(on: page), try queries.count())
        }
    }

    /// Until when a license's devices may go on that hear nothing.
    public func leases(
        of license: LicenseID, now: Timestamp
    ) throws(RegistryError) -> DeviceLeases {
        try transactions.read { (reading) throws(RegistryError) in
            try LicenseDeviceQueries(reading, of: license, at: now).leases()
        }
    }
}

/// What is asked about all devices of a license, however many there are.
private struct LicenseDeviceQueries {
    private let reading: any Reading
    private let values: [SQLValue]

    init(_ reading: any Reading, of license: LicenseID, at now: Timestamp) {
        self.reading = reading
        values = [.id(license), .time(now)]
    }

    /// Whether a device has lost its seat and is still to be reckoned with at the moment `$2`.
    private static let isLeft = """
        activation.deactivated_at IS NOT NULL
            AND (activation.units_ceiling > activation.units_used
                OR activation.offline_until > $2)
        """

    /// Those of the license `$1`, as SQL.
    private static let all = """
        SELECT seat.id AS id, seat.taken_at AS since, seat.taken_us AS since_us,
            0 AS is_device, 0 AS is_left
        FROM seat WHERE seat.license_id = $1 AND \(SeatSQL.isHeldOnline)
        UNION ALL
        SELECT activation.id AS id, activation.activated_at AS since, 0 AS since_us,
            1 AS is_device,
            CASE WHEN activation.deactivated_at IS NULL THEN 0 ELSE 1 END AS is_left
        FROM activation WHERE activation.license_id = $1
            AND (activation.deactivated_at IS NULL OR (\(isLeft)))
        """

    func count() throws(RegistryError) -> Int64 {
        try reading.value(
            Int64.self, "SELECT count(*) AS total FROM (\(Self.all)) AS device", values) ?? 0
    }

    func devices(on page: PageRange) throws(RegistryError) -> [LicenseDevice] {
        let named = try reading.rows(
            """
            \(Self.all)
            ORDER BY is_left, since, since_us, id LIMIT $3 OFFSET $4
            """, values + [.integer(page.limit), .integer(page.offset)]
        ) { (row) throws(SQLError) in
            (id: try row["id"] as ActivationID, isDevice: try row.integer("is_device") == 1)
        }
        let online = named.filter { !$0.isDevice }.map(\.id)
        let activations = try ActivationQueries(reading).activations(
            named.filter(\.isDevice).map(\.id))
        let seats = try SeatQueries(reading).seats(online)
        let known = Dictionary(
            (seats.map { LicenseDevice(seat: $0, activation: nil) }
                + activations.map { LicenseDevice(seat: Seat($0), activation: $0) })
                .map { ($0.seat.id, $0) }, uniquingKeysWith: { first, _ in first })
        return named.compactMap { known[$0.id] }
    }

    func leases() throws(RegistryError) -> DeviceLeases {
        try reading.row(
            """
            SELECT count(*) AS devices,
                coalesce(sum(CASE WHEN lease_end_at IS NULL THEN 1 ELSE 0 END), 0) AS unleased,
                max(lease_end_at) AS last_end
            FROM activation WHERE license_id = $1
                AND (deactivated_at IS NULL OR offline_until > $2)
            """, values
        ) { (row) throws(SQLError) in
            DeviceLeases(
                devices: try row["devices"], unleased: try row["unleased"],
                lastEnd: try row["last_end"])
        } ?? DeviceLeases()
    }
}
