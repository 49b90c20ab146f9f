import LicenseIssuer
import LicenseVerifier
import SQLDatabase

/// What is asked about the moves of a license's seats.
struct SeatMoveQueries {
    private let reading: any Reading
    private let now: Timestamp

    init(_ reading: any Reading, at now: Timestamp) {
        self.reading = reading
        self.now = now
    }

    /// The moves of a license; nil where they are not limited.
    func moves(of claims: LicenseClaims) throws(RegistryError) -> SeatMoves? {
        guard case .seats = claims.activationLimit else { return nil }
        let limit = try reading.row(
            SeatMoveRule.self,
            "SELECT \(SeatMoveRule.columns) FROM benefit WHERE id = $1", [.id(claims.benefit)])
        return try moves(of: claims.license, within: limit?.limit)
    }

    /// Throws `seatMoves` where no seat of a license may move now.
    func checkMove(of license: LicenseID) throws(RegistryError) {
        guard let record = try LicenseQueries(reading).license(license),
            let next = try moves(of: record.claims)?.nextMove
        else { return }
        throw .seatMoves(until: next)
    }

    /// The moves of a license whose benefit's rule was read along.
    func moves(
        of license: LicenseID, within limit: SeatMoveLimit?
    ) throws(RegistryError) -> SeatMoves? {
        guard let limit else { return nil }
        let moves = try reading.rows(
            SeatMoves.Move.self,
            """
            SELECT id, freed_at AS moment FROM seat
            WHERE license_id = $1 AND freed_at > $2 AND beyond_moves = 0
            UNION ALL
            SELECT id, deactivated_at AS moment FROM activation
            WHERE license_id = $1 AND deactivated_at > $2 AND beyond_moves = 0
                AND standing <> \(StoredActivationStatus.void.rawValue)
            ORDER BY moment, id
            """, [.id(license), .time(now - limit.period)])
        return SeatMoves(limit: limit, moves: moves)
    }
}
