public import LicenseVerifier

extension Registry {
    /// Takes or renews a lease by which one of several nodes does what one of them must do.
    ///
    /// Returns whether the holder has it until the end asked for. Nodes whose clocks differ may both
    /// believe to hold it for that long, so what is done under it must be safe without it. One that
    /// ends an hour after the end asked for is of a clock that was wrong, and void.
    public func takeLease(
        _ name: String, holder: String, until end: Timestamp, now: Timestamp
    ) throws(RegistryError) -> Bool {
        try database.write { (writer) throws(RegistryError) in
            try writer.run(
                """
                INSERT INTO lease (name, holder, ends_at) VALUES ($1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
                    ends_at = excluded.ends_at
                WHERE lease.holder = excluded.holder OR lease.ends_at <= $4
                    OR lease.ends_at > $5
                """,
                [
                    .text(name), .text(holder), .integer(end.secondsSinceEpoch),
                    .integer(now.secondsSinceEpoch),
                    .integer((end + .seconds(3600)).secondsSinceEpoch),
                ]) == 1
        }
    }

    /// Gives a lease back, so that another node need not wait for its end.
    public func endLease(_ name: String, holder: String, now: Timestamp) throws(RegistryError) {
        try database.write { (writer) throws(RegistryError) in
            _ = try writer.run(
                "UPDATE lease SET ends_at = $3 WHERE name = $1 AND holder = $2 AND ends_at > $3",
                [.text(name), .text(holder), .integer(now.secondsSinceEpoch)])
        }
    }

    /// A moment that has passed, as far as the registry can tell: that of its newest audit record,
    /// or one that a node reached while it held a lease.
    ///
    /// - Parameter span: for how long leases are taken.
    public func latestMoment(leasesOf span: Duration) throws(RegistryError) -> Timestamp? {
        try database.read { (reader) throws(RegistryError) in
            let recorded = try reader.row(
                "SELECT recorded_at FROM audit_record ORDER BY sequence DESC LIMIT 1"
            ) { (row) throws(RegistryError) in try row.timestamp("recorded_at") }
            let leases = try reader.rows("SELECT ends_at FROM lease") {
                (row) throws(RegistryError) in try row.timestamp("ends_at") - span
            }
            return ([recorded].compactMap(\.self) + leases).max()
        }
    }
}
