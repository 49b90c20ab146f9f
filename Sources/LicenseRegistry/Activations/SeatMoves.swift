public import LicenseIssuer
public import LicenseVerifier
package import SQLDatabase

/// How often seats of a license have moved of late, and what follows from it: one rule for seats of
/// devices and those that are taken online, whoever frees them.
///
/// Freeing a seat is the move, also where the same machine's new key gets it. What the vendor has let
/// pass does not count, and a lease that ends is no move. Where a device gives its seat back there is
/// nobody to refuse it to; then the seat waits, and goes to nobody before its time.
public struct SeatMoves: Sendable {
    /// A seat that was freed.
    public struct Move: Sendable {
        /// What names the seat.
        public let activation: ActivationID
        /// When it was freed.
        public let freedAt: Timestamp
    }

    /// How many may move.
    public let limit: SeatMoveLimit
    /// Those that moved within the period, the oldest first.
    public let moves: [Move]

    /// How many seats are free and wait.
    public var waiting: UInt64 {
        UInt64(max(moves.count - Int(limit.moves), 0))
    }

    /// When the next seat may move; nil where one may now.
    public var nextMove: Timestamp? {
        let open = moves.count - Int(limit.moves)
        return open < 0 ? nil : moves[open].freedAt + limit.period
    }

    /// When a seat that waits can be taken; nil where none is in the way.
    public func nextSeat(taken: UInt64, of seats: UInt64) -> Timestamp? {
        guard waiting > 0, taken < seats, taken + waiting >= seats else { return nil }
        let last = Int(taken + waiting - seats)
        return moves.indices.contains(last) ? moves[last].freedAt + limit.period : nil
    }
}

extension SeatMoves.Move: SQLRecord {
    package init(_ row: SQLRow) throws(SQLError) {
        activation = try row["id"]
        freedAt = try row["moment"]
    }
}
