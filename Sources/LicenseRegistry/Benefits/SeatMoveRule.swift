import LicenseIssuer
import SQLDatabase

/// How often seats may move, by the two columns of a benefit that say it.
struct SeatMoveRule: SQLRecord {
    static let columns = "benefit.seat_moves, benefit.seat_moves_period"

    let limit: SeatMoveLimit?

    init(_ row: SQLRow) throws(SQLError) {
        let moves: Int64? = try row["seat_moves"]
        let period: Int64? = try row["seat_moves_period"]
        guard let moves, let period else {
            limit = nil
            return
        }
        guard let limit = SeatMoveLimit(moves: moves, period: .seconds(period)) else {
            throw .column("seat_moves")
        }
        self.limit = limit
    }
}
