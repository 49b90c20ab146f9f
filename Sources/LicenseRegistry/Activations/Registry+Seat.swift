import LicenseSync
public import LicenseVerifier
import SQLDatabase

/// A seat that is to be taken online.
public struct NewSeat: Sendable {
    /// Names it.
    public let id: ActivationID
    /// A name for people; may be empty.
    public var label: String
    /// What must be presented to validate it.
    public var conditions = Attributes()
    /// What the caller keeps with it.
    public var meta = Attributes()
    /// Whether a license that does not use seats has as many as one likes.
    public var allowsUnusedSeats = false

    /// A seat with a label.
    public init(_ id: ActivationID, label: String) {
        self.id = id
        self.label = label
    }
}

extension Registry {
    /// Takes a seat of the license that a key names, only while one is left.
    ///
    /// The key, its state, its end and its seats are looked at in this order.
    public func takeSeat(
        _ seat: NewSeat, of key: KeyReference, of organization: OrganizationID?, now: Timestamp
    ) throws(RegistryError) -> Result<(license: LicenseDetails, seat: Seat), LicenseKeyRefusal> {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            guard let id = try Self.lock(key, organization, writer),
                let license = try Self.licenseDetails(id, of: organization, now, writer)
            else { return .failure(.unknown) }
            if let refusal = license.refusal(at: now) ?? license.refusal(of: seat) {
                return .failure(refusal)
            }
            try writer.run(
                """
                INSERT INTO seat (id, license_id, label, conditions, meta, taken_at)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .blob(seat.id.bytes), .blob(id.bytes), .text(seat.label),
                    seat.conditions.column, seat.meta.column, .integer(now.secondsSinceEpoch),
                ])
            try writer.audit(.activationTake, of: "\(id)", "\(seat.id)")
            let event = EventSnapshot.ActivationSnapshot(
                id: seat.id, label: seat.label, activatedAt: now)
            try Self.emit(.activated, of: id, now: now, writer) { $0.activation = event }
            guard let taken = try Self.seat(seat.id, writer),
                let after = try Self.licenseDetails(id, of: organization, now, writer)
            else { throw .missing(kind: .activation) }
            return .success((after, taken))
        }
    }

    /// Gives a seat back, in whatever state its license is.
    ///
    /// A device's seat can be given back here too; then its device is told so when it syncs.
    public func freeSeat(
        _ id: ActivationID, of key: KeyReference, of organization: OrganizationID?, now: Timestamp
    ) throws(RegistryError) -> Result<Seat, LicenseKeyRefusal> {
        try transactions.change(at: now) { (writer) throws(RegistryError) in
            guard let license = try Self.lock(key, organization, writer) else {
                return .failure(.unknown)
            }
            guard let seat = try Self.seat(id, writer), seat.license == license,
                seat.freedAt == nil
            else { return .failure(.unknownSeat) }
            try Self.free(seat, now, writer)
            try writer.audit(.activationFree, of: "\(license)", "\(id)")
            let event = EventSnapshot.ActivationSnapshot(
                id: id, label: seat.label, activatedAt: seat.takenAt)
            try Self.emit(.deactivated, of: license, now: now, writer) { $0.activation = event }
            return .success(seat)
        }
    }

    /// A seat by its id, also one that is free again.
    public func seat(_ id: ActivationID) throws(RegistryError) -> Seat? {
        try transactions.read { (reader) throws(RegistryError) in try Self.seat(id, reader) }
    }

    /// The seats of a license that are taken, the oldest first.
    public func seats(of license: LicenseID) throws(RegistryError) -> [Seat] {
        try transactions.read { (reader) throws(RegistryError) in
            let online = try reader.rows(
                """
                SELECT \(Seat.columns) FROM seat
                WHERE license_id = $1 AND freed_at IS NULL ORDER BY taken_at, id
                """, [.blob(license.bytes)], { (row) throws(SQLError) in try Seat(row) })
            let devices = try Self.activations(of: license, reader).map { Seat($0) }
            return (online + devices).sorted { ($0.takenAt, $0.id) < ($1.takenAt, $1.id) }
        }
    }

    /// Gives a seat another label; throws `missing` where it is not taken.
    public func labelSeat(
        _ id: ActivationID, _ label: String, now: Timestamp
    ) throws(RegistryError) -> Seat {
        try change(.activationLabel, of: "\(id)", now: now) { (writer) throws(RegistryError) in
            let values: [SQLValue] = [.blob(id.bytes), .text(label)]
            let online = try writer.run(
                "UPDATE seat SET label = $2, changed_at = $3 WHERE id = $1 AND freed_at IS NULL",
                values + [.integer(now.secondsSinceEpoch)])
            // What a device calls itself is in what it signed, and has bounds.
            let devices =
                DeviceLabel(label) == nil
                ? 0
                : try writer.run(
                    "UPDATE activation SET label = $2 WHERE id = $1 AND deactivated_at IS NULL",
                    values)
            guard online + devices == 1, let seat = try Self.seat(id, writer) else {
                throw .missing(kind: .activation)
            }
            return seat
        }
    }

    static func seat(
        _ id: ActivationID, _ reader: any Reading
    ) throws(RegistryError) -> Seat? {
        let online = try reader.row(
            "SELECT \(Seat.columns) FROM seat WHERE id = $1", [.blob(id.bytes)]
        ) { (row) throws(SQLError) in try Seat(row) }
        if let online { return online }
        return try activation(id, reader).map { Seat($0) }
    }

    /// Takes the license's row for the rest of the transaction, so that nothing else that counts
    /// its seats or units interleaves.
    private static func lock(
        _ key: KeyReference, _ organization: OrganizationID?, _ writer: Change
    ) throws(RegistryError) -> LicenseID? {
        guard let id = try license(named: key, organization, writer) else { return nil }
        try writer.run(
            "UPDATE license SET answers = answers + 1 WHERE id = $1", [.blob(id.bytes)])
        guard
            try license(id, writer).map({ record in
                organization.map { $0 == record.claims.organization } ?? true
            }) ?? false
        else { return nil }
        return id
    }

    private static func free(
        _ seat: Seat, _ now: Timestamp, _ writer: Change
    ) throws(RegistryError) {
        let values: [SQLValue] = [.blob(seat.id.bytes), .integer(now.secondsSinceEpoch)]
        if seat.isDevice {
            try writer.run(
                "UPDATE activation SET deactivated_at = $2, standing = 2 WHERE id = $1", values)
        } else {
            try writer.run("UPDATE seat SET freed_at = $2 WHERE id = $1", values)
        }
    }
}

extension LicenseDetails {
    /// Why a seat cannot be taken; nil where it can.
    fileprivate func refusal(of seat: NewSeat) -> LicenseKeyRefusal? {
        switch claims.activationLimit {
        case .notUsed: seat.allowsUnusedSeats ? nil : .seatsNotUsed
        case .unlimited: nil
        case .seats(let limit): seatsTaken < limit ? nil : .seatsTaken(limit: limit)
        }
    }
}
