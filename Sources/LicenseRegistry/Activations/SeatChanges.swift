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
        try change.registryStatus?.requireCurrent()
        // Before the key is looked at, so that it does not tell whether there is one.
        try change.check(seat.label, "label")
        let details = LicenseDetailsQueries(change, at: change.now)
        guard let id = try lock(key, organization),
            let license = try details.details(id, of: organization)
        else { return .failure(.unknown) }
        let moves = try SeatMoveQueries(change, at: change.now).moves(of: license.claims)
        if let refusal = license.refusal(at: change.now) ?? license.refusal(of: seat, moves) {
            try DayCountChanges(change).addRefusal(
                refusal.code, of: license.claims.organization)
            return .failure(refusal)
        }
        let moment = change.moment()
        try insert(seat, of: id, taken: moment)
        try DayCountChanges(change).add(1, .activations, of: license.claims.organization)
        try change.audit(.activationTake, of: id, Self.named(seat.id, seat.label))
        try record(.activated, of: id, seat.id, seat.label, since: moment)
        guard let taken = try SeatQueries(change).seat(seat.id),
            let after = try details.details(id, of: organization)
        else { throw .missing(kind: .activation) }
        return .success((after, taken))
    }

    /// - Parameter beyondMoves: whether the vendor lets it pass that the license's seats have moved as
    ///   often as they may; also of a seat that is free already, and waits.
    func free(
        _ id: ActivationID, of key: KeyReference, of organization: OrganizationID?,
        by freer: SeatFreer, beyondMoves: Bool
    ) throws(RegistryError) -> Result<Seat, LicenseKeyRefusal> {
        guard let license = try lock(key, organization) else { return .failure(.unknown) }
        guard let seat = try SeatQueries(change).seat(id, of: license) else {
            return .failure(.unknownSeat)
        }
        // Nobody else lets a move pass.
        let isVendor = freer == .vendor || beyondMoves
        if isVendor, seat.isKept(at: change.now) {
            try release(id)
            if beyondMoves { _ = try letPass(seat) }
            try change.audit(
                .activationFree, of: license, Self.named(seat, beyondMoves: beyondMoves))
            return .success(seat)
        }
        guard beyondMoves || !seat.isFreed else { return .failure(.unknownSeat) }
        if beyondMoves {
            guard try letPass(seat) else { return .failure(.unknownSeat) }
            if seat.isFreed {
                try change.audit(.activationFree, of: license, Self.named(seat, beyondMoves: true))
                return .success(seat)
            }
        } else {
            do throws(RegistryError) {
                try SeatMoveQueries(change, at: change.now).checkMove(of: license)
            } catch .seatMoves(let next) {
                return .failure(.seatMoves(until: next))
            }
        }
        if seat.isDevice {
            try end(id, keepsSeat: !isVendor)
        } else {
            try end(online: id)
        }
        try change.audit(.activationFree, of: license, Self.named(seat, beyondMoves: beyondMoves))
        try record(.deactivated, of: license, id, seat.label, since: seat.taken)
        return .success(seat)
    }

    /// Takes a device's seat away without asking it; throws `missing` where it has none, and
    /// `seatMoves` where the license's seats have moved as often as they may.
    func free(device id: ActivationID, beyondMoves: Bool) throws(RegistryError) {
        try LicenseLock(change).take(licenseOf: id)
        if !beyondMoves, let held = try ActivationQueries(change).activation(id) {
            try SeatMoveQueries(change, at: change.now).checkMove(of: held.license)
        }
        try end(device: id, beyondMoves: beyondMoves)
    }

    /// The same while the caller has the license's lock, and the moves were looked at.
    func end(device id: ActivationID, beyondMoves: Bool) throws(RegistryError) {
        guard try end(id), let ended = try ActivationQueries(change).activation(id) else {
            throw .missing(kind: .activation)
        }
        if beyondMoves { _ = try letPass(Seat(ended)) }
        try record(
            .deactivated, of: ended.license, id, ended.label,
            since: ExactTime(ended.activatedAt))
        try change.audit(
            .activationFree, of: id, ended.label + (beyondMoves ? Self.passedNote : ""))
    }

    func label(_ id: ActivationID, _ label: String) throws(RegistryError) -> Seat {
        try change.check(label, "label")
        let values: [SQLValue] = [.id(id), .text(label)]
        let online = try change.run(
            """
            UPDATE seat SET label = $2, changed_at = $3
            WHERE id = $1 AND \(SeatSQL.isHeldOnline)
            """, values + [.time(change.now)])
        try LicenseLock(change).take(licenseOf: id)
        // What a device calls itself is in what it signed, and has bounds.
        let devices =
            DeviceLabel(label) == nil
            ? 0
            : try change.run(
                "UPDATE activation SET label = $2 WHERE id = $1 AND \(SeatSQL.isActive)", values)
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
    static func named(_ id: ActivationID, _ label: String) -> String {
        label.isEmpty ? "\(id)" : "\(id) \(label.prefix(maxShown))"
    }

    private static func named(_ seat: Seat, beyondMoves: Bool) -> String {
        named(seat.id, seat.label) + (beyondMoves ? passedNote : "")
    }

    /// What the audit log says of a move that the vendor lets pass.
    private static let passedNote = ", beyond the moves of its benefit"

    /// Counts a seat's move no more; false where it did not count before.
    private func letPass(_ seat: Seat) throws(RegistryError) -> Bool {
        let table = seat.isDevice ? "activation" : "seat"
        return try change.run(
            "UPDATE \(table) SET beyond_moves = 1 WHERE id = $1 AND beyond_moves = 0",
            [.id(seat.id)]) == 1
    }

    /// Takes the row of the license that a key names, if it is an organization's.
    private func lock(
        _ key: KeyReference, _ organization: OrganizationID?
    ) throws(RegistryError) -> LicenseID? {
        guard let id = try KeyQueries(change).license(named: key, of: organization),
            try LicenseLock(change).take(id)
        else { return nil }
        return id
    }

    /// Writes down a seat that is taken online, or was elsewhere; the rules are the caller's.
    func insert(
        _ seat: NewSeat, of license: LicenseID, taken: ExactTime
    ) throws(RegistryError) {
        try change.run(
            """
            INSERT INTO seat (id, license_id, label, conditions, meta, taken_at, taken_us)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .id(seat.id), .id(license), .text(seat.label), seat.conditions.column,
                seat.meta.column, .time(taken.timestamp), .integer(taken.fraction),
            ])
    }

    /// Ends a device's seat, no matter who says so; false where it has none.
    ///
    /// - Parameters:
    ///   - keepsSeat: whether it stays taken for as long as the device may go on offline.
    ///   - isOwnWord: whether the rules have decided already until when the device may go on, as
    ///     after its own word; else its lease says so.
    @discardableResult
    func end(
        _ id: ActivationID, as status: StoredActivationStatus = .ended, keepsSeat: Bool = false,
        isOwnWord: Bool = false
    ) throws(RegistryError) -> Bool {
        let lease = """
            CASE WHEN lease_end_at IS NULL THEN \(Timestamp.max.secondsSinceEpoch)
                WHEN lease_end_at > $2 THEN lease_end_at END
            """
        return try change.run(
            """
            UPDATE activation SET deactivated_at = $2, standing = \(status.rawValue),
                kept_until = \(keepsSeat ? lease : "NULL"),
                offline_until = \(isOwnWord ? "offline_until" : lease)
            WHERE id = $1 AND \(SeatSQL.isActive)
            """, [.id(id), .time(change.now)]) == 1
    }

    /// Gives a seat out that was given up and kept.
    private func release(_ id: ActivationID) throws(RegistryError) {
        try change.run("UPDATE activation SET kept_until = NULL WHERE id = $1", [.id(id)])
    }

    private func end(online id: ActivationID) throws(RegistryError) {
        try change.run(
            "UPDATE seat SET freed_at = $2 WHERE id = $1 AND \(SeatSQL.isHeldOnline)",
            [.id(id), .time(change.now)])
    }

    private func record(
        _ event: EventType, of license: LicenseID, _ id: ActivationID, _ label: String,
        since taken: ExactTime
    ) throws(RegistryError) {
        try EventChanges(change).record(event, of: license) { snapshot in
            snapshot.activation = EventSnapshot.ActivationSnapshot(
                id: id, label: label, activated: taken)
        }
    }
}

extension LicenseDetails {
    /// Why a seat cannot be taken; nil where it can.
    ///
    /// How many may be taken is the rule by which devices get theirs (`Seats`).
    fileprivate func refusal(of seat: NewSeat, _ moves: SeatMoves?) -> LicenseKeyRefusal? {
        if isHeldBack, case .seats(let limit) = claims.activationLimit {
            return .seatsTaken(limit: limit)
        }
        var seats = Seats(
            limit: claims.activationLimit, taken: seatsTaken + (moves?.waiting ?? 0))
        switch claims.activationLimit {
        case .notUsed: return seat.allowsUnusedSeats ? nil : .seatsNotUsed
        case .seats(let limit):
            if seats.take() { return nil }
            if let next = moves?.nextSeat(taken: seatsTaken, of: limit) {
                return .seatMoves(until: next)
            }
            return .seatsTaken(limit: limit)
        case .unlimited: return nil
        }
    }
}
