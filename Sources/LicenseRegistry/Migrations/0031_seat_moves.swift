import SQLDatabase

extension Migration {
    /// How often the seats of a benefit's licenses may move, and which moves do not count.
    static let seatMoves = Migration(
        number: 31, name: "0031_seat_moves", sqlite: moveColumns(integer: "INTEGER"),
        postgreSQL: moveColumns(integer: "BIGINT"))
}

private func moveColumns(integer: String) -> [String] {
    // The indexes hold moves that count, and no others: SQLite would look for a device among all
    // that have moved.
    [
        "ALTER TABLE benefit ADD COLUMN seat_moves \(integer) CHECK (seat_moves > 0)",
        """
        ALTER TABLE benefit ADD COLUMN seat_moves_period \(integer)
            CHECK (seat_moves_period > 0)
        """,
        """
        ALTER TABLE activation ADD COLUMN beyond_moves \(integer) NOT NULL DEFAULT 0
            CHECK (beyond_moves IN (0, 1))
        """,
        """
        ALTER TABLE seat ADD COLUMN beyond_moves \(integer) NOT NULL DEFAULT 0
            CHECK (beyond_moves IN (0, 1))
        """,
        """
        CREATE INDEX activation_moved ON activation (license_id, deactivated_at)
            WHERE deactivated_at IS NOT NULL AND beyond_moves = 0
        """,
        """
        CREATE INDEX seat_moved ON seat (license_id, freed_at)
            WHERE freed_at IS NOT NULL AND beyond_moves = 0
        """,
    ]
}
