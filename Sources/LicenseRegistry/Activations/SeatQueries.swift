import LicenseVerifier
import SQLDatabase

/// What is asked about seats, online and of devices.
struct SeatQueries {
    private let reading: any Reading

    init(_ reading: any Reading) {
        self.reading = reading
    }

    func seat(_ id: ActivationID) throws(RegistryError) -> Seat? {
        let online = try reading.row(
            Seat.self, "SELECT \(Seat.columns) FROM seat WHERE id = $1", [.id(id)])
        if let online { return online }
        return try ActivationQueries(reading).activation(id).map { Seat($0) }
    }

    func ids(
        in range: ClosedRange<ActivationID>, limit: Int
    ) throws(RegistryError) -> [ActivationID] {
        try reading.values(
            ActivationID.self,
            """
            SELECT id FROM activation WHERE id >= $1 AND id <= $2
            UNION SELECT id FROM seat WHERE id >= $1 AND id <= $2
            ORDER BY id LIMIT $3
            """,
            [.id(range.lowerBound), .id(range.upperBound), .integer(Int64(limit))])
    }

    /// Seats that were taken online, by their ids, in any order.
    func seats(_ ids: [ActivationID]) throws(RegistryError) -> [Seat] {
        let list = SQLList(ids.map { .id($0) }, after: 0)
        guard !ids.isEmpty else { return [] }
        return try reading.rows(
            Seat.self, "SELECT \(Seat.columns) FROM seat WHERE id IN (\(list.parameters))",
            list.values)
    }

    /// A seat of a license; one of another license is not read, so that it takes no time either.
    func seat(_ id: ActivationID, of license: LicenseID) throws(RegistryError) -> Seat? {
        let values: [SQLValue] = [.id(id), .id(license)]
        let online = try reading.row(
            Seat.self, "SELECT \(Seat.columns) FROM seat WHERE id = $1 AND license_id = $2", values)
        if let online { return online }
        let isDevice = try reading.exists(
            "SELECT 1 AS known FROM activation WHERE id = $1 AND license_id = $2", values)
        return isDevice ? try ActivationQueries(reading).activation(id).map { Seat($0) } : nil
    }

    /// How many seats of a license are taken.
    func taken(of license: LicenseID, at now: Timestamp) throws(RegistryError) -> UInt64 {
        let taken = try reading.value(
            Int64.self, "SELECT \(SeatSQL.taken(of: "$1", at: "$2")) AS taken",
            [.id(license), .time(now)])
        return UInt64(clamping: taken ?? 0)
    }

    func seats(of license: LicenseID) throws(RegistryError) -> [Seat] {
        let online = try reading.rows(
            Seat.self,
            """
            SELECT \(Seat.columns) FROM seat
            WHERE license_id = $1 AND \(SeatSQL.isHeldOnline) ORDER BY taken_at, taken_us, id
            """, [.id(license)])
        let devices = try ActivationQueries(reading).all(of: license).map { Seat($0) }
        return (online + devices).sorted { ($0.taken, $0.id) < ($1.taken, $1.id) }
    }

    func seats(
        matching filter: SeatFilter, page: PageRange, at now: Timestamp
    ) throws(RegistryError) -> [Seat] {
        var condition = filter.condition
        let moment = condition.parameter(.time(now))
        let limit = condition.parameter(.integer(page.limit))
        let offset = condition.parameter(.integer(page.offset))
        let ids = try reading.values(
            ActivationID.self,
            """
            SELECT seat.id AS id, seat.taken_at AS since, seat.taken_us AS since_us
            FROM seat JOIN license ON license.id = seat.license_id
            WHERE \(SeatSQL.isHeldOnline) AND \(condition.sql)
            UNION ALL
            SELECT activation.id AS id, activation.activated_at AS since, 0 AS since_us
            FROM activation JOIN license ON license.id = activation.license_id
            WHERE \(SeatSQL.isHeldByDevice(at: moment)) AND \(condition.sql)
            ORDER BY since DESC, since_us DESC, id DESC LIMIT \(limit) OFFSET \(offset)
            """, condition.values)
        var seats: [Seat] = []
        for id in ids {
            if let seat = try seat(id) { seats.append(seat) }
        }
        return seats
    }
}
