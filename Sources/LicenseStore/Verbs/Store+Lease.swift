public import LicenseVerifier

extension Store {
    /// Takes or renews a lease by which one of several nodes does what one of them must do.
    ///
    /// Returns whether the holder has it until the end asked for. Nodes whose clocks differ may both
    /// believe to hold it for that long, so what is done under it must be safe without it.
    public func takeLease(
        _ name: String, holder: String, until end: Timestamp, now: Timestamp
    ) throws(StoreError) -> Bool {
        try database.write { (writer) throws(StoreError) in
            try writer.run(
                """
                INSERT INTO lease (name, holder, ends_at) VALUES ($1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
                    ends_at = excluded.ends_at
                WHERE lease.holder = excluded.holder OR lease.ends_at <= $4
                """,
                [
                    .text(name), .text(holder), .integer(end.secondsSinceEpoch),
                    .integer(now.secondsSinceEpoch),
                ]) == 1
        }
    }

    /// Gives a lease back, so that another node need not wait for its end.
    public func endLease(_ name: String, holder: String) throws(StoreError) {
        try database.write { (writer) throws(StoreError) in
            _ = try writer.run(
                "DELETE FROM lease WHERE name = $1 AND holder = $2", [.text(name), .text(holder)])
        }
    }
}
