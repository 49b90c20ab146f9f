import LicenseSync
import LicenseVerifier
import SQLDatabase

/// What is changed about seats: taken online, freed online or by the vendor, and labeled.
struct SeatChanges {
    private let change: Change

    init(_ change: Change) {
        self.change = change
    }

    func take(
        _ seat: NewSeat, of key: KeyReference, of organization: OrganizationID?
    ) throws(RegistryError) -> Result<(license: LicenseDetails, seat: Seat), LicenseKeyRefusal> {
        try change.requireCurrent()
        // Before the key is looked at, so that it does not tell whether there is one.
        try change.check(seat.label, "label")
        let details = LicenseDetailsQueries(change, at: change.now)
        guard let id = try lock(key, organization),
            let license = try details.details(id, of: organization)
        else { return .failure(.unknown) }
        if let refusal = license.refusal(at: change.now) ?? license.refusal(of: seat) {
            try DayCountChanges(change).addRefusal(
                refusal.code, of: license.claims.organization)
            return .failure(refusal)
        }
        try insert(seat, of: id, takenAt: change.now)
        try DayCountChanges(change).add(1, .activations, of: license.claims.organization)
        try change.audit(.activationTake, of: id, Self.named(seat.id, seat.label))
        try record(.activated, of: id, seat.id, seat.label, since: change.now)
        guard let taken = try SeatQueries(change).seat(seat.id),
            let after = try details.details(id, of: organization)
        else { throw .missing(kind: .activation) }
        return .success((after, taken))
    }

    func free(
        _ id: ActivationID, of key: KeyReference, of organization: OrganizationID?
    ) throws(RegistryError) -> Result<Seat, LicenseKeyRefusal> {
        guard let license = try lock(key, organization) else { return .failure(.unknown) }
        guard let seat = try SeatQueries(change).seat(id, of: license), !seat.isFreed
        else { return .failure(.unknownSeat) }
        if seat.isDevice { try end(id) } else { try end(online: id) }
        try change.audit(.activationFree, of: license, Self.named(id, seat.label))
        try record(.deactivated, of: license, id, seat.label, since: seat.takenAt)
        return .success(seat)
    }

    /// Takes a device's seat away without asking it; throws `missing` where it has none.
    func free(device id: ActivationID) throws(RegistryError) {
        try LicenseTurns(change).take(licenseOf: id)
        guard try end(id), let ended = try ActivationQueries(change).activation(id) else {
            throw .missing(kind: .activation)
        }
        try record(.deactivated, of: ended.license, id, ended.label, since: ended.activatedAt)
        try change.audit(.activationFree, of: id, ended.label)
    }

    func label(_ id: ActivationID, _ label: String) throws(RegistryError) -> Seat {
        try change.check(label, "label")
        let values: [SQLValue] = [.id(id), .text(label)]
        let online = try change.run(
            """
            UPDATE seat SET label = $2, changed_at = $3
            WHERE id = $1 AND \(SeatSQL.isHeldOnline)
            """, values + [.time(change.now)])
        try LicenseTurns(change).take(licenseOf: id)
        // What a device calls itself is in what it signed, and has bounds.
        let devices =
            DeviceLabel(label) == nil
            ? 0
            : try change.run(
                "UPDATE activation SET label = $2 WHERE id = $1 AND deactivated_at IS NULL", values)
        guard online + devices == 1, let seat = try SeatQueries(change).seat(id) else {
            throw .missing(kind: .activation)
        }
        try change.audit(.activationLabel, of: id, String(label.prefix(Self.maxShown)))
        return seat
    }

    // MARK: - Steps

    /// How much of a device's name the audit log keeps.
    private static let maxShown = 100

    /// A seat as the audit log names it: by its id, and by what people call its device.
    private static func named(_ id: ActivationID, _ label: String) -> String {
        label.isEmpty ? "\(id)" : "\(id) \(label.prefix(maxShown))"
    }

    /// Takes the row of the license that a key names, if it is an organization's.
    private func lock(
        _ key: KeyReference, _ organization: OrganizationID?
    ) throws(RegistryError) -> LicenseID? {
        guard let id = try KeyQueries(change).license(named: key, of: organization),
            try LicenseTurns(change).take(id),
            let record = try LicenseQueries(change).license(id),
            organization.map({ $0 == record.claims.organization }) ?? true
        else { return nil }
        return id
    }

    /// Writes down a seat that is taken online, or was elsewhere; the rules are the caller's.
    func insert(
        _ seat: NewSeat, of license: LicenseID, takenAt: Timestamp
    ) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO seat (id, license_id, label, conditions, meta, taken_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                .id(seat.id), .id(license), .text(seat.label), seat.conditions.column,
                seat.meta.column, .time(takenAt),
            ])
    }

    /// Ends a device's seat, no matter who says so; false where it has none.
    @discardableResult
    func end(
        _ id: ActivationID, as status: StoredActivationStatus = .ended
    ) throws(RegistryError) -> Bool {
        try change.run(
            """
            UPDATE activation SET deactivated_at = $2, standing = \(status.rawValue)
            WHERE id = $1 AND deactivated_at IS NULL
            """, [.id(id), .time(change.now)]) == 1
    }

    private func end(online id: ActivationID) throws(RegistryError) {
        try change.run(
            "UPDATE seat SET freed_at = $2 WHERE id = $1 AND \(SeatSQL.isHeldOnline)",
            [.id(id), .time(change.now)])
    }

    private func record(
        _ event: EventType, of license: LicenseID, _ id: ActivationID, _ label: String,
        since takenAt: Timestamp
    ) throws(RegistryError) {
        try EventChanges(change).record(event, of: license) { snapshot in
            snapshot.activation = EventSnapshot.ActivationSnapshot(
                id: id, label: label, activatedAt: takenAt)
        }
    }
}

extension LicenseDetails {
    /// Why a seat cannot be taken; nil where it can.
    ///
    /// How many may be taken is the rule by which devices get theirs (`Seats`).
    fileprivate func refusal(of seat: NewSeat) -> LicenseKeyRefusal? {
        if isHeldBack, case .seats(let limit) = claims.activationLimit {
            return .seatsTaken(limit: limit)
        }
        var seats = Seats(limit: claims.activationLimit, taken: seatsTaken)
        return switch claims.activationLimit {
        case .notUsed: seat.allowsUnusedSeats ? nil : .seatsNotUsed
        case .seats(let limit): seats.take() ? nil : .seatsTaken(limit: limit)
        case .unlimited: nil
        }
    }
}
