public import LicenseVerifier
import SQLDatabase

/// Which taken seats a page of a list is about; nil asks for all.
public struct SeatFilter: Sendable {
    /// Whose.
    public var organization: OrganizationID
    /// Of this license.
    public var license: LicenseID?
    /// Of the license that this grant gave.
    public var grant: GrantID?

    /// All seats of an organization's licenses.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}

extension Registry {
    /// Seats that are taken, online and by devices, the newest first.
    public func seats(
        matching filter: SeatFilter, page: PageRange, now: Timestamp
    ) throws(RegistryError) -> [Seat] {
        var condition = "license.organization_id = $1"
        var values = [SQLValue.blob(filter.organization.bytes)]
        if let license = filter.license {
            values.append(.blob(license.bytes))
            condition += " AND license.id = $\(values.count)"
        }
        if let grant = filter.grant {
            values.append(.blob(grant.bytes))
            condition += """
                 AND license.id IN (SELECT license_id FROM license_grant WHERE id = $\(values.count))
                """
        }
        values += [
            .integer(now.secondsSinceEpoch), .integer(page.limit), .integer(page.offset),
        ]
        let query = """
            SELECT seat.id AS id, seat.taken_at AS since
            FROM seat JOIN license ON license.id = seat.license_id
            WHERE seat.freed_at IS NULL AND \(condition)
            UNION ALL
            SELECT activation.id AS id, activation.activated_at AS since
            FROM activation JOIN license ON license.id = activation.license_id
            WHERE activation.deactivated_at IS NULL AND \(condition) AND
                (activation.lease_end_at IS NULL OR activation.lease_end_at > $\(values.count - 2))
            ORDER BY since DESC, id DESC LIMIT $\(values.count - 1) OFFSET $\(values.count)
            """
        return try transactions.read { [values] (reader) throws(RegistryError) in
            let ids = try reader.rows(query, values) { (row) throws(SQLError) in
                try row.parsed("id") { ActivationID($0) }
            }
            var seats: [Seat] = []
            for id in ids {
                if let seat = try Self.seat(id, reader) { seats.append(seat) }
            }
            return seats
        }
    }
}
